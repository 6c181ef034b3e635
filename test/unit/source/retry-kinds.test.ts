import { expect, test } from "vitest";
import type { Clock } from "../../../src/domain/clock.ts";
import { RetryableError } from "../../../src/domain/retryable-error.ts";
import { withRetries } from "../../../src/source/tencent/retry.ts";

const CLOCK: Clock = { now: () => 0, monotonic: () => 0, sleep: () => Promise.resolve() };

/** The number of the try that succeeds after these failures. */
async function triesAfter(failures: readonly RetryableError[]): Promise<number> {
  let tries = 0;
  const attempt = async (): Promise<number> => {
    const failure = failures[tries];
    tries += 1;
    return failure === undefined ? await Promise.resolve(tries) : await Promise.reject(failure);
  };
  const { signal } = new AbortController();
  return await withRetries(attempt, {
    clock: CLOCK,
    random: () => 0,
    signal,
    onRetry: () => undefined,
  });
}

const reset = new RetryableError("the connection was reset");
const expired = new RetryableError("expired", { attemptMax: 2, exhausted: "abort-clock" });
const throttle = new RetryableError("too fast", { attemptMax: 12, isThrottle: true });

test("a timestamp that is refused once after a reset is signed anew, and ends no run", async () => {
  expect(await triesAfter([reset, expired])).toBe(3);
});

test("throttles are no reason to give up at the first failure of another kind", async () => {
  expect(await triesAfter([throttle, throttle, throttle, throttle, throttle, reset])).toBe(7);
});
