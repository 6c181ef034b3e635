import type { RetryableError } from "../../domain/retryable-error.ts";

const BASE_MS = 500;
const CAP_MS = 20_000;

/** How often a call is made in all when its error does not say otherwise. */
export const ATTEMPT_MAX = 5;

/**
 * How long to wait before trying again after the `attempt`-th try failed (1 = the first). Pure.
 *
 * Full jitter, so that processes that failed together do not come back together; never less than
 * what the error itself asks for.
 */
export function retryDelayMs(attempt: number, error: RetryableError, random: () => number): number {
  const ceilingMs = Math.min(CAP_MS, BASE_MS * 2 ** (attempt - 1));
  return error.waitMs + random() * ceilingMs;
}
