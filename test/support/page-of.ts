import { decodeRecords } from "../../src/domain/decode-records.ts";
import type { JsonObject } from "../../src/domain/json.ts";
import type { Slice } from "../../src/domain/slice.ts";
import type { Page } from "../../src/domain/source.ts";

/** The page that the source would make of an answer to a request about `slice`. */
export function pageOf(
  { stream, uin, month }: Slice,
  answer: JsonObject,
  place: { readonly request?: number; readonly number?: number } = {},
): Page {
  return {
    request: place.request ?? 0,
    number: place.number ?? 1,
    rows: stream.tables.map((table) => decodeRecords(table, answer, { uin, month })),
  };
}
