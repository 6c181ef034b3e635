import { BillhouseError, type ErrorDetails } from "./errors.ts";

/**
 * Why a slice failed:
 * `failed` anything that another try may mend · `forbidden` this credential may not read it ·
 * `unknown-month` the source does not know the month for this customer · `inconsistent` its pages
 * contradict each other, so the slice is worth extracting again at once · `drift` its answer no
 * longer fits the stream's declaration.
 */
export type SliceFailure = "failed" | "forbidden" | "unknown-month" | "inconsistent" | "drift";

/** This slice cannot be loaded now; the others can. The rows it had stay as they are. */
export class SliceError extends BillhouseError {
  override readonly recovery = "fail-slice";
  readonly failure: SliceFailure;

  constructor(failure: SliceFailure, message: string, details: ErrorDetails = {}) {
    super(message, details);
    this.failure = failure;
  }
}
