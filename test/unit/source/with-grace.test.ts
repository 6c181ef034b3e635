import { describe, expect, test } from "vitest";
import { withGrace } from "../../../src/source/tencent/with-grace.ts";
import { FakeClock } from "../scheduler/fake-clock.ts";

function work() {
  const clock = new FakeClock("2026-11-21T00:00:00Z");
  const stop = new AbortController();
  const answer = Promise.withResolvers<string>();
  let late: AbortSignal | undefined;
  const result = withGrace(stop.signal, { clock, graceMs: 4000 }, async (signal) => {
    late = signal;
    return await answer.promise;
  });
  return { clock, stop, answer, result, isAborted: () => late?.aborted };
}

describe("a call that is on its way when the run is told to stop", () => {
  test("may come back within the grace", async () => {
    const { clock, stop, answer, result, isAborted } = work();
    stop.abort(new Error("SIGTERM"));
    await clock.pass(3999);
    expect(isAborted()).toBe(false);
    answer.resolve("the page");
    expect(await result).toBe("the page");
  });

  test("is given up after it", async () => {
    const { clock, stop, answer, result, isAborted } = work();
    stop.abort(new Error("SIGTERM"));
    await clock.pass(4001);
    expect(isAborted()).toBe(true);
    answer.reject(new Error("aborted"));
    await expect(result).rejects.toThrow("aborted");
  });
});

test("a call that came back leaves no timer behind", async () => {
  const { clock, stop, answer, result, isAborted } = work();
  answer.resolve("the page");
  await result;
  stop.abort(new Error("SIGTERM"));
  await clock.pass(10_000);
  expect(isAborted()).toBe(false);
});
