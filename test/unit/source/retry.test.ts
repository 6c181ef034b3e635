import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { AbortError } from "../../../src/domain/abort-error.ts";
import { RetryableError } from "../../../src/domain/retryable-error.ts";
import { SliceError } from "../../../src/domain/slice-error.ts";
import { ATTEMPT_MAX, retryDelayMs } from "../../../src/source/tencent/retry-delay.ts";
import { type RetryContext, withRetries } from "../../../src/source/tencent/retry.ts";
import { FakeClock } from "../scheduler/fake-clock.ts";

const passing = new RetryableError("passing", { code: "InternalError", requestId: "r-1" });

describe("the wait before another try", () => {
  test.each([
    [1, 500],
    [2, 1000],
    [3, 2000],
    [4, 4000],
    [5, 8000],
    [6, 16_000],
    [7, 20_000],
    [12, 20_000],
  ])("after try %d is below %d ms", (attempt, ceilingMs) => {
    expect(retryDelayMs(attempt, passing, () => 1)).toBe(ceilingMs);
    expect(retryDelayMs(attempt, passing, () => 0)).toBe(0);
  });

  test("is drawn from the whole range, so that nobody comes back together", () => {
    expect(retryDelayMs(3, passing, () => 0.25)).toBe(500);
    expect(retryDelayMs(3, passing, () => 0.75)).toBe(1500);
  });

  test("is never shorter than what the error asks for, nor longer than that and 20 s", () => {
    const draw = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 50 }),
        fc.nat(60_000),
        draw,
        (attempt, waitMs, random) => {
          const error = new RetryableError("m", { waitMs });
          const delayMs = retryDelayMs(attempt, error, () => random);
          expect(delayMs).toBeGreaterThanOrEqual(waitMs);
          expect(delayMs).toBeLessThanOrEqual(waitMs + 20_000);
        },
      ),
    );
  });
});

/** A call that fails with each of `failures` in turn and then succeeds; when each try was made. */
function failing(failures: readonly Error[]) {
  const clock = new FakeClock("2026-10-01T00:00:00Z");
  const abort = new AbortController();
  const triedAt: number[] = [];
  const told: string[] = [];
  const left = [...failures];
  const context: RetryContext = {
    clock,
    random: () => 1,
    signal: abort.signal,
    onRetry: (error, attempt, delayMs) => told.push(`${error.code} ${attempt} ${delayMs}`),
  };
  const result = withRetries(async () => {
    await Promise.resolve();
    triedAt.push(clock.monotonic());
    const failure = left.shift();
    if (failure !== undefined) {
      throw failure;
    }
    return "done";
  }, context);
  // Whoever looks at the result later must not make Node end the process over it now.
  result.catch(() => undefined);
  return { clock, abort, triedAt, told, result };
}

describe("a call", () => {
  test("that succeeds is made once", async () => {
    const { result, triedAt } = failing([]);
    expect(await result).toBe("done");
    expect(triedAt).toEqual([0]);
  });

  test("that fails in passing is made again after each wait, and every failure is told", async () => {
    const { clock, result, triedAt, told } = failing([passing, passing]);
    await clock.pass(1500);
    expect(await result).toBe("done");
    expect(triedAt).toEqual([0, 500, 1500]);
    expect(told).toEqual(["InternalError 1 500", "InternalError 2 1000"]);
  });

  test("that keeps failing is given up after five tries, with the last failure's facts", async () => {
    const { clock, result, triedAt } = failing(Array.from({ length: 9 }, () => passing));
    await clock.pass(60_000);
    const error = await result.catch((reason: unknown) => reason);
    expect(triedAt).toHaveLength(ATTEMPT_MAX);
    expect(ATTEMPT_MAX).toBe(5);
    expect(error).toBeInstanceOf(SliceError);
    expect(error).toMatchObject({ failure: "failed", code: "InternalError", requestId: "r-1" });
    expect((error as Error).message).toContain("gave up after 5 tries");
  });

  test("that says nothing of what to do is left to the next run", async () => {
    const { clock, result } = failing(Array.from({ length: 5 }, () => passing));
    await clock.pass(60_000);
    await expect(result).rejects.toMatchObject({ hint: expect.stringContaining("the next run") });
  });

  test("is tried as often as its error allows, not more and not less", async () => {
    const few = new RetryableError("few", { attemptMax: 3 });
    const { clock, result, triedAt } = failing(Array.from({ length: 9 }, () => few));
    await clock.pass(60_000);
    await expect(result).rejects.toThrow("gave up after 3 tries");
    expect(triedAt).toHaveLength(3);
  });

  test("whose timestamp is refused twice ends the run: the clock is wrong", async () => {
    const expired = new RetryableError("expired", { attemptMax: 2, exhausted: "abort-clock" });
    const { clock, result } = failing([expired, expired]);
    await clock.pass(60_000);
    const error = await result.catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(AbortError);
    expect(error).toMatchObject({ reason: "clock" });
  });

  test.each([new SliceError("forbidden", "no"), new Error("a defect")])(
    "that fails for good is not made again: %s",
    async (failure) => {
      const { result, triedAt } = failing([failure]);
      await expect(result).rejects.toBe(failure);
      expect(triedAt).toEqual([0]);
    },
  );

  test("is not made again once the caller has given up, not even after the wait", async () => {
    const { clock, abort, result, triedAt } = failing([passing, passing]);
    await clock.pass(100);
    const reason = new Error("stopped");
    abort.abort(reason);
    await expect(result).rejects.toBe(reason);
    await clock.pass(60_000);
    expect(triedAt).toEqual([0]);
  });
});
