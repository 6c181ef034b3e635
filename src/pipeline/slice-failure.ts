import { BillhouseError } from "../domain/errors.ts";
import { NotReadyError } from "../domain/not-ready-error.ts";
import { SliceError } from "../domain/slice-error.ts";
import type { SliceFailureRecord } from "../domain/warehouse.ts";

/** What bookkeeping says about a slice that was not loaded. Pure. */
export function failureRecord(error: Error): SliceFailureRecord {
  const { code, requestId } =
    error instanceof BillhouseError ? error : { code: undefined, requestId: undefined };
  return {
    status: statusOf(error),
    code: code ?? error.name,
    message: error.message,
    requestId,
  };
}

function statusOf(error: Error): SliceFailureRecord["status"] {
  if (error instanceof NotReadyError) {
    return "not_ready";
  }
  return error instanceof SliceError && error.failure === "forbidden" ? "forbidden" : "failed";
}
