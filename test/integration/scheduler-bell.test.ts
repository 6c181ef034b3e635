import { setTimeout } from "node:timers/promises";
import { getTasks } from "node-cron";
import { expect, it } from "vitest";
import type { Clock } from "../../src/domain/clock.ts";
import { createCronBell } from "../../src/scheduler/cron-bell.ts";
import { startNightly } from "../../src/scheduler/nightly.ts";
import { memoryLogger } from "../unit/scheduler/memory-logger.ts";
import { MemoryTicks } from "../unit/scheduler/memory-ticks.ts";
import { runResult } from "../unit/scheduler/run-result.ts";

const realClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  sleep: async (delayMs, signal) => {
    await setTimeout(delayMs, undefined, signal === undefined ? {} : { signal });
  },
};

it("the real bell rings at the scheduled second, and not after it is disposed of", async () => {
  const { logger } = memoryLogger();
  const rings: number[] = [];
  const bell = createCronBell(
    { cron: "* * * * * *", timezone: "UTC" },
    logger,
  )(() => {
    rings.push(Date.now() % 1000);
  });
  await setTimeout(1_100);
  bell[Symbol.dispose]();
  const heard = rings.length;
  expect(heard).toBeGreaterThan(0);
  expect(Math.min(...rings)).toBeLessThan(500);
  await setTimeout(1_100);
  expect(rings.length).toBe(heard);
});

it("a tick is run at its second, long before the service would have asked by itself", async () => {
  const ticks = new MemoryTicks();
  const began = Date.now();
  ticks.set(began, "ran");
  const stop = new AbortController();
  const ran = Promise.withResolvers<number>();
  const nightly = startNightly({
    cron: "* * * * * *",
    timezone: "UTC",
    clock: realClock,
    ticks,
    run: async (tickAt) => {
      ticks.set(tickAt, "ran");
      ran.resolve(tickAt);
      return runResult();
    },
    logger: memoryLogger().logger,
    signal: stop.signal,
  });
  const tickAt = await ran.promise;
  expect(tickAt).toBeGreaterThan(began);
  expect(tickAt - began).toBeLessThanOrEqual(3_000);
  stop.abort();
  await nightly.drained;
  // A bell left ringing would keep the process from its end.
  expect(getTasks().size).toBe(0);
});
