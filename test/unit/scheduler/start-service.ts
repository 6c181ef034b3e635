import { onTestFinished } from "vitest";
import { type Nightly, type NightlyOptions, startNightly } from "../../../src/scheduler/nightly.ts";
import type { FakeClock } from "./fake-clock.ts";
import { type LogLine, memoryLogger } from "./memory-logger.ts";
import type { MemoryTicks } from "./memory-ticks.ts";
import { runResult } from "./run-result.ts";

export type StartedService = {
  readonly nightly: Nightly;
  /** The ticks whose runs it began. */
  readonly runs: readonly string[];
  readonly lines: readonly LogLine[];
  readonly stop: AbortController;
  readonly ring: () => void;
};

/**
 * A service at 09:30 in Shanghai, which is 01:30 UTC, until the test ends. Its runs take no time and
 * end well, unless the test says otherwise.
 */
export function startService(
  clock: FakeClock,
  ticks: MemoryTicks,
  options: Partial<NightlyOptions> = {},
): StartedService {
  const runs: string[] = [];
  const stop = new AbortController();
  const { logger, lines } = memoryLogger();
  const listeners: (() => void)[] = [];
  const nightly = startNightly({
    cron: "30 9 * * *",
    timezone: "Asia/Shanghai",
    clock,
    ticks,
    run: async (tickAt) => {
      if (!ticks.begin(tickAt)) {
        return undefined;
      }
      runs.push(isoMinute(tickAt));
      ticks.set(tickAt, "ran");
      return runResult();
    },
    logger,
    signal: stop.signal,
    bell: (listener) => {
      listeners.push(listener);
      return { [Symbol.dispose]: () => listeners.splice(0) };
    },
    ...options,
  });
  onTestFinished(() => nightly[Symbol.asyncDispose]());
  return { nightly, runs, lines, stop, ring: () => listeners.forEach((listener) => listener()) };
}

export function isoMinute(at: number): string {
  return new Date(at).toISOString().slice(0, 16);
}
