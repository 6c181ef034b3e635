import { JsonNumber } from "./json-number.ts";
import { isJsonArray, isJsonObject, type Json } from "./json.ts";
import { readDecimal } from "./plain-decimal.ts";

/** Whether PostgreSQL `text` can hold it: it has no U+0000, and a lone surrogate has no UTF-8 form. */
export function isStorableText(text: string): boolean {
  return !text.includes("\u0000") && text.isWellFormed();
}

/** The same for `jsonb`, whose names and texts are such text and whose numbers are `numeric`. */
export function isStorableJson(value: Json): boolean {
  if (typeof value === "string") {
    return isStorableText(value);
  }
  if (value instanceof JsonNumber) {
    return readDecimal(value.source) !== undefined;
  }
  if (isJsonArray(value)) {
    return value.every(isStorableJson);
  }
  return (
    !isJsonObject(value) ||
    Object.entries(value).every(([name, item]) => isStorableText(name) && isStorableJson(item))
  );
}
