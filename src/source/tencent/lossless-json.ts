import { JsonNumber } from "../../domain/json-number.ts";
import { isJsonArray, isJsonObject, type Json } from "../../domain/json.ts";

/** What V8 hands to a reviver as third argument; TypeScript's library does not know it yet. */
type LosslessParse = (
  text: string,
  reviver: (name: string, value: unknown, context: { readonly source?: string }) => unknown,
) => Json;

/** The vendor's answers nest five levels deep. PostgreSQL's `jsonb` and our own walks end somewhere too. */
const DEPTH_MAX = 100;

/**
 * Parses JSON so that every number keeps the digits it was written with: `333.00000000` is a safe
 * integer by value and would lose its scale, a role id above 2^53 would be rounded.
 *
 * Throws `SyntaxError` as `JSON.parse` does, and for what nests deeper than 100 levels.
 */
export function parseLosslessly(text: string): Json {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the library's type lacks `context`
  const parse = JSON.parse as unknown as LosslessParse;
  try {
    const json = parse(text, (_name, value, context) =>
      typeof value === "number" ? new JsonNumber(context.source ?? String(value)) : value,
    );
    if (!isDeeperThan(json, DEPTH_MAX)) {
      return json;
    }
  } catch (error) {
    // The reviver is called recursively: some thousand levels are more than the stack holds.
    if (!(error instanceof RangeError)) {
      throw error;
    }
  }
  throw new SyntaxError(`the text nests deeper than ${DEPTH_MAX} levels`);
}

function isDeeperThan(value: Json, levels: number): boolean {
  if (!isJsonArray(value) && !isJsonObject(value)) {
    return false;
  }
  return levels === 0 || Object.values(value).some((item) => isDeeperThan(item, levels - 1));
}
