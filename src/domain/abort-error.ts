import { BillhouseError, type ErrorDetails } from "./errors.ts";

/** Why a run cannot go on: it ends with the exit code that belongs to the reason. */
export type AbortReason = "clock" | "database" | "schema" | "interrupted" | "fenced";

/** Nothing further of this run can succeed. */
export class AbortError extends BillhouseError {
  override readonly recovery = "abort";
  readonly reason: AbortReason;

  constructor(reason: AbortReason, message: string, details: ErrorDetails = {}) {
    super(message, details);
    this.reason = reason;
  }
}
