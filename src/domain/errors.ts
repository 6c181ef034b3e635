/** What the pipeline does next with a failure. Every error of ours names one. */
export type Recovery = "retry" | "defer" | "fail-slice" | "fail-account" | "abort";

export type ErrorDetails = {
  /** The source's or the database's own code, such as `RequestLimitExceeded` or `57P01`. */
  readonly code?: string | undefined;
  /** The vendor's RequestId: what their support asks for. */
  readonly requestId?: string | undefined;
  /** What the operator can do about it, in one sentence. */
  readonly hint?: string | undefined;
  readonly cause?: unknown;
};

/** The base of every failure that Billhouse understands. A plain `Error` beside it is a defect of ours. */
export abstract class BillhouseError extends Error {
  abstract readonly recovery: Recovery;
  readonly code: string | undefined;
  readonly requestId: string | undefined;
  readonly hint: string | undefined;

  constructor(message: string, details: ErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.name = new.target.name;
    this.code = details.code;
    this.requestId = details.requestId;
    this.hint = details.hint;
  }
}
