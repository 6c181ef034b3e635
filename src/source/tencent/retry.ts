import { AbortError } from "../../domain/abort-error.ts";
import type { Clock } from "../../domain/clock.ts";
import { RetryableError } from "../../domain/retryable-error.ts";
import { SliceError } from "../../domain/slice-error.ts";
import { ATTEMPT_MAX, retryDelayMs } from "./retry-delay.ts";

export type RetryContext = {
  readonly clock: Clock;
  readonly random: () => number;
  readonly signal: AbortSignal;
  /** Told of every failure that will be tried again. */
  readonly onRetry: (error: RetryableError, attempt: number, delayMs: number) => void;
};

/**
 * Makes `attempt` until it succeeds, fails for good, or has failed as often as its error allows.
 * Each try is a whole new call: signed anew, in a slot of its own.
 */
export async function withRetries<T>(
  attempt: () => Promise<T>,
  { clock, random, signal, onRetry }: RetryContext,
): Promise<T> {
  // Each kind of failure has its own count: five throttles are no reason to give up at a first reset.
  const failures = new Map<number, number>();
  for (let tries = 1; ; tries += 1) {
    try {
      return await attempt();
    } catch (error) {
      if (!(error instanceof RetryableError)) {
        throw error;
      }
      const most = error.attemptMax ?? ATTEMPT_MAX;
      const failed = (failures.get(most) ?? 0) + 1;
      failures.set(most, failed);
      if (failed >= most) {
        throw exhausted(error, tries);
      }
      const delayMs = retryDelayMs(tries, error, random);
      onRetry(error, tries, delayMs);
      await clock.sleep(delayMs, signal);
    }
  }
}

const NEXT_RUN = "trouble that mostly passes: the next run tries again";

function exhausted(error: RetryableError, tries: number): SliceError | AbortError {
  const { code, requestId, hint = NEXT_RUN, cause } = error;
  const details = { code, requestId, hint, cause };
  return error.exhausted === "abort-clock"
    ? new AbortError("clock", `${error.message} (with a fresh timestamp too)`, {
        ...details,
        hint: "check this machine's clock",
      })
    : new SliceError("failed", `${error.message} (gave up after ${tries} tries)`, details);
}
