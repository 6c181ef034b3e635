import { decodeRecords } from "../../domain/decode-records.ts";
import { excerpt } from "../../domain/excerpt.ts";
import { JsonNumber } from "../../domain/json-number.ts";
import { type JsonObject, writeJson } from "../../domain/json.ts";
import { NotReadyError } from "../../domain/not-ready-error.ts";
import { SliceError } from "../../domain/slice-error.ts";
import type { Slice } from "../../domain/slice.ts";
import type { Page } from "../../domain/source.ts";
import type { Stream } from "../../domain/stream.ts";
import { nameDrift } from "./name-drift.ts";

/**
 * The rows that one answer about `slice` has for each of its stream's tables. Pure.
 *
 * Throws a `NotReadyError` where the bill is still being prepared, a `SliceError` of failure `drift`
 * that names stream and field where the answer does not fit the stream's declaration.
 */
export function decodePage({ stream, uin, month }: Slice, answer: JsonObject): Page["rows"] {
  try {
    checkReady(stream, answer);
    return stream.tables.map((table) => decodeRecords(table, answer, { uin, month }));
  } catch (error) {
    throw nameDrift(error, stream, answer);
  }
}

// A flag that is neither 0 nor another number must not pass for "ready": the bill behind it may be half.
function checkReady({ readyField, action }: Stream, answer: JsonObject): void {
  const flag = readyField === undefined ? undefined : answer[readyField];
  if (flag === undefined || flag === null) {
    return;
  }
  const text = flag instanceof JsonNumber ? flag.source : flag;
  if (typeof text !== "string" || !/^\d{1,3}$/.test(text)) {
    throw new SliceError(
      "drift",
      `field ${readyField} is not a flag: ${excerpt(writeJson(flag))}`,
      {
        code: "Drift",
      },
    );
  }
  if (/^0+$/.test(text)) {
    throw new NotReadyError(`${action}: the bill is being prepared for the first time`, {
      code: "NotReady",
      hint: "Tencent Cloud asks to try again in 5 to 10 minutes; the next run does",
    });
  }
}
