import { excerpt } from "./excerpt.ts";
import { JsonNumber } from "./json-number.ts";
import { isJsonArray, isJsonObject, type Json, writeJson } from "./json.ts";
import { readDecimal } from "./plain-decimal.ts";
import { SliceError } from "./slice-error.ts";
import { isStorableJson, isStorableText } from "./storable-text.ts";
import { readUtc8Time } from "./utc8-time.ts";

/**
 * How a field becomes a column:
 * `text` names and labels, byte for byte · `code` a text that is part of a key, '' where the source
 * sent none · `identifier` account ids and the like, digits or text, trimmed · `decimal` money,
 * prices, quantities · `integer` counts and enumerations · `time` UTC+8 wall clock · `json` nested
 * values as they are.
 */
export type ColumnKind = "text" | "code" | "identifier" | "decimal" | "integer" | "time" | "json";

/** One declared column: the field of the source's record it is read from, and how. */
export type Column = {
  readonly field: string;
  readonly kind: ColumnKind;
  /** A record without this field, or with null there, no longer fits the declaration and fails its slice. */
  readonly required?: boolean;
};

/** PostgreSQL input text of one value, and the raw text where it says more than the value does. */
export type ColumnValue = { readonly value: string | null; readonly raw?: string };

const NULL: ColumnValue = { value: null };

/**
 * Reads one field of a record. Throws a `SliceError` of failure `drift` that names the field where
 * the value is of a kind the declaration does not allow.
 */
export function readColumn(column: Column, value: Json | undefined): ColumnValue {
  if (value === undefined && column.required === true) {
    throw drift(column, "is missing");
  }
  if (value === undefined || value === null) {
    return column.kind === "code" ? { value: "" } : NULL;
  }
  return READERS[column.kind](column, value);
}

const READERS: Readonly<Record<ColumnKind, (column: Column, value: Json) => ColumnValue>> = {
  text: (column, value) => ({ value: storable(column, digitsOrText(column, value)) }),
  code: (column, value) => ({ value: storable(column, digitsOrText(column, value)) }),
  identifier: (column, value) => ({ value: storable(column, digitsOrText(column, value)).trim() }),
  decimal: readDecimalColumn,
  integer: readIntegerColumn,
  time: readTimeColumn,
  json: readJsonColumn,
};

function readDecimalColumn(column: Column, value: Json): ColumnValue {
  const text = digitsOrText(column, value);
  const reading = readDecimal(text);
  if (reading === undefined) {
    throw drift(column, `is not a decimal: ${excerpt(text)}`);
  }
  return reading.keepRaw ? { value: reading.digits, raw: text } : { value: reading.digits };
}

function readIntegerColumn(column: Column, value: Json): ColumnValue {
  const raw = digitsOrText(column, value);
  const text = raw.trim();
  if (text === "" || text === "-") {
    return { value: null, raw };
  }
  if (!/^-?\d{1,18}$/.test(text)) {
    throw drift(column, `is not a whole number: ${excerpt(raw)}`);
  }
  return { value: text };
}

function readTimeColumn(column: Column, value: Json): ColumnValue {
  const text = storable(column, plainText(column, value));
  const reading = readUtc8Time(text);
  if (reading === undefined) {
    throw drift(column, `is not a time of the form YYYY-MM-DD HH:mm:ss: ${excerpt(text)}`);
  }
  return reading.keepRaw ? { value: null, raw: text } : { value: reading.timestamptz };
}

function readJsonColumn(column: Column, value: Json): ColumnValue {
  if (!isJsonArray(value) && !isJsonObject(value)) {
    throw drift(column, `is not a list or an object: ${excerpt(writeJson(value))}`);
  }
  const text = writeJson(value);
  if (!isStorableJson(value)) {
    throw drift(column, `has something that PostgreSQL cannot store: ${excerpt(text)}`);
  }
  return { value: text };
}

function plainText(column: Column, value: Json): string {
  if (typeof value !== "string") {
    throw drift(column, `is not a text: ${excerpt(writeJson(value))}`);
  }
  return value;
}

function digitsOrText(column: Column, value: Json): string {
  return value instanceof JsonNumber ? value.source : plainText(column, value);
}

// Either would fail the COPY of the whole page with a message that names no field.
function storable(column: Column, text: string): string {
  if (!isStorableText(text)) {
    throw drift(column, `has a character that PostgreSQL cannot store: ${excerpt(text)}`);
  }
  return text;
}

function drift(column: Column, problem: string): SliceError {
  return new SliceError("drift", `field ${column.field} ${problem}`, {
    code: "Drift",
    hint: "the API no longer fits this stream's declaration: the last good rows were kept; please report it",
  });
}
