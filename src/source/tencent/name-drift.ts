import type { JsonObject } from "../../domain/json.ts";
import { SliceError } from "../../domain/slice-error.ts";
import type { Stream } from "../../domain/stream.ts";

/**
 * A drift error that says which stream drifted, and in which `answer` where that is known; every
 * other error as it is. A field's name alone stands in most of the streams. Pure.
 */
export function nameDrift(error: unknown, { name }: Stream, answer: JsonObject = {}): unknown {
  if (!(error instanceof SliceError) || error.failure !== "drift") {
    return error;
  }
  const requestId = answer["RequestId"];
  return new SliceError("drift", `${name}: ${error.message}`, {
    code: error.code,
    requestId: error.requestId ?? (typeof requestId === "string" ? requestId : undefined),
    // With the stream's name in it: failures are told by hint, and each stream has drifted on its own.
    hint:
      error.code === "Drift"
        ? `the API no longer fits the declaration of ${name}: the last good rows were kept; please report it`
        : error.hint,
    cause: error,
  });
}
