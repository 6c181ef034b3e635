import { expect, test } from "vitest";
import { RetryableError } from "../../../src/domain/retryable-error.ts";
import { withRetries } from "../../../src/source/tencent/retry.ts";
const clock = { now: () => 0, monotonic: () => 0, sleep: async () => {} };
async function run(errors: RetryableError[]) {
  let n = 0;
  return await withRetries(
    async () => {
      const e = errors[n++];
      if (e) throw e;
      return n;
    },
    { clock, random: () => 0, signal: new AbortController().signal, onRetry: () => undefined },
  );
}
const clockE = () => new RetryableError("expired", { attemptMax: 2, exhausted: "abort-clock" });
const throttle = () => new RetryableError("slow", { attemptMax: 12, isThrottle: true });
test("clock after another", async () => {
  expect(await run([new RetryableError("x"), clockE()])).toBe(3);
});
test("other after throttles", async () => {
  expect(
    await run([
      throttle(),
      throttle(),
      throttle(),
      throttle(),
      throttle(),
      new RetryableError("x"),
    ]),
  ).toBe(7);
});
