import type { LogFields } from "../domain/logger.ts";
import { serializeError } from "./serialize-error.ts";

/** Enough for an error with its causes inside an object. */
const DEPTH_MAX = 8;
const TEXT_LENGTH_MAX = 16_384;
const ITEMS_MAX = 100;

/** The names that a line has anyway. */
const RESERVED = new Set(["time", "level", "event"]);

/** Names of fields that only ever hold a secret. */
const SECRET_NAME = /^(secret_?(id|key)|password|authorization|x-tc-token|(session_?)?token)$/i;

export type SerializeOptions = {
  readonly scrub: (text: string) => string;
  /** Keep the stack of every error. */
  readonly withStack: boolean;
};

/**
 * Makes fields plain data for one line: errors told with their causes, big integers and dates as
 * text, secrets scrubbed, depth, items and lengths limited, loops cut where they close. A field
 * named like one of the line's own (`time`, `level`, `event`) gets an underscore behind it.
 * Does not change its input; throws what the input's getters throw.
 */
export function serializeFields(fields: LogFields, options: SerializeOptions): LogFields {
  const entries = Object.entries(fields).map(([name, value]) => [
    RESERVED.has(name) ? `${name}_` : name,
    serializeMember(name, value, { ...options, parents: [] }),
  ]);
  return Object.fromEntries(entries);
}

type Position = SerializeOptions & {
  /** The objects around the value: how deep it stands, and what would begin again without end. */
  readonly parents: readonly object[];
};

function serializeMember(name: string, value: unknown, position: Position): unknown {
  const isHidden = SECRET_NAME.test(name) && typeof value === "string" && value !== "";
  return isHidden ? "***" : serializeValue(value, position);
}

function serializeValue(value: unknown, position: Position): unknown {
  if (typeof value === "string") {
    return serializeText(value, position);
  }
  if (typeof value === "bigint") {
    return value.toString();
  }
  if (typeof value === "object" && value !== null) {
    return serializeObject(value, position);
  }
  return typeof value === "function" || typeof value === "symbol" ? undefined : value;
}

function serializeText(text: string, { scrub }: Position): string {
  // Scrubbed before it is cut: half a secret at the cut would not be recognised.
  const clean = scrub(text);
  const rest = clean.length - TEXT_LENGTH_MAX;
  return rest <= 0 ? clean : `${clean.slice(0, TEXT_LENGTH_MAX)}… ${rest} more`;
}

function serializeObject(value: object, position: Position): unknown {
  if (value instanceof Date) {
    return Number.isNaN(value.getTime()) ? null : value.toISOString();
  }
  if (value instanceof URL) {
    return serializeText(value.href, position);
  }
  if (ArrayBuffer.isView(value)) {
    return `${value.byteLength} bytes`;
  }
  if (position.parents.length >= DEPTH_MAX || position.parents.includes(value)) {
    return "…";
  }
  const inner = { ...position, parents: [...position.parents, value] };
  if (value instanceof Error) {
    const serialize = (part: unknown): unknown => serializeValue(part, inner);
    return serializeError(value, { withStack: position.withStack, serialize });
  }
  if (Array.isArray(value) || value instanceof Set) {
    return serializeItems([...value], inner);
  }
  const entries = value instanceof Map ? [...value] : Object.entries(value);
  const shown = entries.slice(0, ITEMS_MAX).map(([name, member]) => {
    const key = position.scrub(String(name));
    return [key, serializeMember(key, member, inner)] as const;
  });
  const rest = entries.length - shown.length;
  return Object.fromEntries(rest === 0 ? shown : [...shown, ["…", `${rest} more`]]);
}

function serializeItems(items: readonly unknown[], position: Position): readonly unknown[] {
  const shown = items.slice(0, ITEMS_MAX).map((item) => serializeValue(item, position));
  const rest = items.length - shown.length;
  return rest === 0 ? shown : [...shown, `… ${rest} more`];
}
