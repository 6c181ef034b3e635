import { BillhouseError, type ErrorDetails } from "./errors.ts";

export type RetryableDetails = ErrorDetails & {
  /** The source said we are too fast: the lane slows down for every process. */
  readonly isThrottle?: boolean;
  /** How often to try this kind of failure in all; the caller's bound where absent. */
  readonly attemptMax?: number;
  /** What a failure that outlasts its retries means for the slice. */
  readonly exhausted?: "fail-slice" | "abort-clock";
  /** At least this long before the next try. */
  readonly waitMs?: number;
};

/** A passing failure: the same call may succeed when it is made again a little later. */
export class RetryableError extends BillhouseError {
  override readonly recovery = "retry";
  readonly isThrottle: boolean;
  readonly attemptMax: number | undefined;
  readonly exhausted: "fail-slice" | "abort-clock";
  readonly waitMs: number;

  constructor(message: string, details: RetryableDetails = {}) {
    super(message, details);
    this.isThrottle = details.isThrottle ?? false;
    this.attemptMax = details.attemptMax;
    this.exhausted = details.exhausted ?? "fail-slice";
    this.waitMs = details.waitMs ?? 0;
  }
}
