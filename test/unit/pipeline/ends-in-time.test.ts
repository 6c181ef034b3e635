import { expect, test } from "vitest";
import { endsInTime } from "../../../src/pipeline/ends-in-time.ts";
import { FakeClock } from "../scheduler/fake-clock.ts";

function waiting() {
  const clock = new FakeClock("2026-11-21T00:00:00Z");
  const stop = new AbortController();
  const work = Promise.withResolvers<void>();
  const isOver = endsInTime(work.promise, { signal: stop.signal, graceMs: 7500, clock });
  return { clock, stop, work, isOver };
}

test("work that nobody stops is waited for, however long it takes", async () => {
  const { clock, work, isOver } = waiting();
  await clock.pass(86_400_000);
  work.resolve();
  expect(await isOver).toBe(true);
});

test("work that was told to stop and does so in time has ended", async () => {
  const { clock, stop, work, isOver } = waiting();
  stop.abort();
  await clock.pass(7000);
  work.resolve();
  expect(await isOver).toBe(true);
});

test("work that was told to stop and does not is left behind", async () => {
  const { clock, stop, work, isOver } = waiting();
  stop.abort();
  await clock.pass(7500);
  expect(await isOver).toBe(false);
  work.reject(new Error("too late for anyone to hear"));
});

test("work that fails fails here", async () => {
  const { work, isOver } = waiting();
  work.reject(new Error("a defect"));
  await expect(isOver).rejects.toThrow("a defect");
});
