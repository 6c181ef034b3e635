import { JsonNumber } from "./json-number.ts";

/** JSON as the source sent it: every number is still the digits it was written with. */
export type Json = null | boolean | string | JsonNumber | readonly Json[] | JsonObject;

export type JsonObject = { readonly [name: string]: Json };

export function isJsonObject(value: Json | undefined): value is JsonObject {
  return (
    typeof value === "object" &&
    value !== null &&
    !Array.isArray(value) &&
    !(value instanceof JsonNumber)
  );
}

export function isJsonArray(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value);
}

/**
 * Writes JSON text with sorted names and untouched digits, so that equal content gives equal text
 * whatever order the source listed its fields in.
 */
export function writeJson(value: Json): string {
  if (value instanceof JsonNumber) {
    return value.source;
  }
  if (isJsonArray(value)) {
    return `[${value.map(writeJson).join(",")}]`;
  }
  if (isJsonObject(value)) {
    const members = Object.keys(value)
      .toSorted()
      .map((name) => `${JSON.stringify(name)}:${writeJson(value[name] ?? null)}`);
    return `{${members.join(",")}}`;
  }
  return JSON.stringify(value);
}
