import type { Column } from "../../../domain/column.ts";

/** A name or label, byte for byte. */
export function text(field: string): Column {
  return { field, kind: "text" };
}

/** A code that is part of a key: '' where the source sent none. */
export function code(field: string): Column {
  return { field, kind: "code" };
}

/** An account id or the like: digits or text, trimmed. */
export function identifier(field: string): Column {
  return { field, kind: "identifier" };
}

/** Money, a price or a quantity. */
export function decimal(field: string): Column {
  return { field, kind: "decimal" };
}

/** The amount a bill is added up from: a record without it fails the slice. */
export function charged(field: string): Column {
  return { field, kind: "decimal", required: true };
}

/** A count or an enumeration. */
export function integer(field: string): Column {
  return { field, kind: "integer" };
}

/** A UTC+8 wall-clock time. */
export function time(field: string): Column {
  return { field, kind: "time" };
}

/** A nested value, kept as it is. */
export function json(field: string): Column {
  return { field, kind: "json" };
}
