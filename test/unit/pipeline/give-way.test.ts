import { expect, test } from "vitest";
import type { RunKind } from "../../../src/domain/run.ts";
import type { RunBook } from "../../../src/domain/warehouse.ts";
import { GiveWay } from "../../../src/pipeline/give-way.ts";
import { FakeClock } from "../scheduler/fake-clock.ts";
import { memoryLogger } from "../scheduler/memory-logger.ts";
import { RUN } from "./memory-slices.ts";

/** A run beside others that are busy in the lanes of `ahead`, which the test may change. */
function beside(kind: RunKind, ahead: Set<string>) {
  const clock = new FakeClock("2026-11-21T00:00:00Z");
  const abort = new AbortController();
  const { logger, lines } = memoryLogger();
  let looks = 0;
  const runs: Pick<RunBook, "lanesAhead"> = {
    lanesAhead: () => {
      looks += 1;
      return Promise.resolve(new Set(ahead));
    },
  };
  const run = { ...RUN, kind };
  const giveWay = new GiveWay({ run, runs: runs as RunBook, clock, logger, signal: abort.signal });
  return { clock, abort, giveWay, lines, looks: () => looks };
}

/** Whether `wait` has ended after `durationMs`. */
async function endsWithin(wait: Promise<void>, clock: FakeClock, durationMs: number) {
  let isOver = false;
  const watch = async (): Promise<void> => {
    await wait;
    isOver = true;
  };
  void watch();
  await clock.pass(durationMs);
  return isOver;
}

test("a backfill begins nothing in a lane in which a sync has slices to begin, and goes on after it", async () => {
  const ahead = new Set(["detail"]);
  const { clock, giveWay, lines } = beside("backfill", ahead);
  const wait = giveWay.wait("detail");
  expect(await endsWithin(wait, clock, 3_600_000)).toBe(false);
  ahead.clear();
  expect(await endsWithin(wait, clock, 2_000)).toBe(true);
  expect(lines.map(({ event }) => event)).toEqual(["giving way to a sync"]);
});

test("other lanes are not held up", async () => {
  const { clock, giveWay } = beside("backfill", new Set(["detail"]));
  expect(await endsWithin(giveWay.wait("summary"), clock, 0)).toBe(true);
});

test("a sync gives way to nobody, and asks nobody", async () => {
  const { clock, giveWay, looks } = beside("sync", new Set(["detail"]));
  expect(await endsWithin(giveWay.wait("detail"), clock, 0)).toBe(true);
  expect(looks()).toBe(0);
});

test("a backfill that is told to stop waits no longer", async () => {
  const { clock, abort, giveWay } = beside("backfill", new Set(["detail"]));
  const wait = giveWay.wait("detail");
  expect(await endsWithin(wait, clock, 5_000)).toBe(false);
  abort.abort(new Error("SIGTERM"));
  expect(await endsWithin(wait, clock, 0)).toBe(true);
});

test("a thousand slices that wait ask the database once a second", async () => {
  const { clock, giveWay, looks } = beside("backfill", new Set(["detail"]));
  for (let slice = 0; slice < 1000; slice += 1) {
    void giveWay.wait("detail");
  }
  await clock.pass(10_500);
  expect(looks()).toBe(11);
});
