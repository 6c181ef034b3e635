import { createHash } from "node:crypto";
import { recordsIn } from "../../domain/decode-records.ts";
import { excerpt } from "../../domain/excerpt.ts";
import { JsonNumber } from "../../domain/json-number.ts";
import { type Json, type JsonObject, writeJson } from "../../domain/json.ts";
import { SliceError } from "../../domain/slice-error.ts";
import type { Paging } from "../../domain/stream.ts";
import type { PageFacts } from "./page-walk.ts";

/** What the page walk needs to know of one answer. Pure. Throws `drift` where `Total` is no count. */
export function pageFactsOf(paging: Paging, answer: JsonObject, number: number): PageFacts {
  const records = recordsIn(answer, paging.list);
  const ids = records.map((record) => idOf(paging, record));
  const hasIds = records.length > 0 && ids.every((id) => id !== "");
  const content = hasIds && number > 1 ? "" : hashOf(records.map(writeJson));
  return {
    number,
    rows: records.length,
    total: totalOf(paging, answer),
    fingerprint: hasIds ? hashOf(ids) : content,
    hasIds,
    content: number > 1 ? "" : content,
  };
}

function hashOf(parts: readonly string[]): string {
  const hash = createHash("sha256");
  for (const part of parts) {
    hash.update(part).update("\n");
  }
  return hash.digest("base64");
}

function idOf({ idField }: Paging, record: JsonObject): string {
  const id = idField === undefined ? undefined : record[idField];
  const text = id instanceof JsonNumber ? id.source : typeof id === "string" ? id.trim() : "";
  // A dash is the vendor's "none", in Ids too: two pages of dashes are not the same page.
  return text === "-" ? "" : text;
}

// A count, sent as a number by one action and as text by the next (DescribeCustomerUin).
function totalOf({ totalField }: Paging, answer: JsonObject): number | undefined {
  const total: Json | undefined = answer[totalField];
  const text = total instanceof JsonNumber ? total.source : total;
  if (text === undefined || text === null || text === "") {
    return undefined;
  }
  if (typeof text !== "string" || !/^\s*\d{1,12}\s*$/.test(text)) {
    throw new SliceError(
      "drift",
      `field ${totalField} is not a count: ${typeof text === "string" ? excerpt(text) : excerpt(writeJson(text))}`,
      {
        code: "Drift",
      },
    );
  }
  return Number(text);
}
