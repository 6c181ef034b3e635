import { JsonNumber } from "../../domain/json-number.ts";
import type { Json } from "../../domain/json.ts";

/** What V8 hands to a reviver as third argument; TypeScript's library does not know it yet. */
type LosslessParse = (
  text: string,
  reviver: (name: string, value: unknown, context: { readonly source?: string }) => unknown,
) => Json;

/**
 * Parses JSON so that every number keeps the digits it was written with: `333.00000000` is a safe
 * integer by value and would lose its scale, a role id above 2^53 would be rounded.
 *
 * Throws `SyntaxError` as `JSON.parse` does.
 */
export function parseLosslessly(text: string): Json {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the library's type lacks `context`
  const parse = JSON.parse as unknown as LosslessParse;
  return parse(text, (_name, value, context) =>
    typeof value === "number" ? new JsonNumber(context.source ?? String(value)) : value,
  );
}
