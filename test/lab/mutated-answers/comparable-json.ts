import { plainDigits } from "./plain-digits.ts";
import { isWireList, type WireJson, WireNumber, WireObject } from "./wire-json.ts";

/** PostgreSQL `text` holds neither U+0000 nor half a surrogate pair. */
export function isStorableText(text: string): boolean {
  return !text.includes("\u0000") && !/\p{Surrogate}/u.test(text);
}

/** Whether `jsonb` can hold it. */
export function isStorable(value: WireJson): boolean {
  if (typeof value === "string") {
    return isStorableText(value);
  }
  if (value instanceof WireNumber) {
    return plainDigits(value.text) !== undefined;
  }
  if (value instanceof WireObject) {
    return value.members.every(([name, item]) => isStorableText(name) && isStorable(item));
  }
  return !isWireList(value) || value.every(isStorable);
}

/** Equal for JSON that `jsonb` cannot tell apart. */
export function canonical(value: WireJson): string {
  if (value instanceof WireNumber) {
    return plainDigits(value.text) ?? value.text;
  }
  if (isWireList(value)) {
    return `[${value.map(canonical).join(",")}]`;
  }
  if (value instanceof WireObject) {
    const members = value
      .names()
      .toSorted((a, b) => (a < b ? -1 : 1))
      .map((name) => `${JSON.stringify(name)}:${canonical(value.get(name) ?? null)}`);
    return `{${members.join(",")}}`;
  }
  return JSON.stringify(value);
}
