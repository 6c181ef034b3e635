import { JsonNumber } from "../../../domain/json-number.ts";

/** A UIN as the API wants it in a request: a JSON number, written from its digits. */
export function uinNumber(uin: string): JsonNumber {
  return new JsonNumber(uin);
}

/** Cuts `items` into lists of at most `size`. */
export function chunksOf<T>(items: readonly T[], size: number): readonly (readonly T[])[] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  );
}
