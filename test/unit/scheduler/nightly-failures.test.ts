import { describe, expect, it } from "vitest";
import type { RunResult } from "../../../src/domain/run.ts";
import { FakeClock } from "./fake-clock.ts";
import { MemoryTicks } from "./memory-ticks.ts";
import { runResult } from "./run-result.ts";
import { isoMinute, startService as start } from "./start-service.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

describe("a run that goes wrong", () => {
  it("by throwing does not end the service, and is tried again after 1, 2, 4 … minutes", async () => {
    const clock = new FakeClock("2026-05-02T01:30:00Z");
    const ticks = new MemoryTicks();
    const tries: number[] = [];
    const began = clock.now();
    const { lines } = start(clock, ticks, {
      run: async () => {
        tries.push((clock.now() - began) / MINUTE);
        throw new Error("the database is gone");
      },
    });
    await clock.pass(2 * HOUR);
    expect(tries).toEqual([0, 1, 3, 7, 15, 31, 61, 91]);
    expect(lines.filter(({ level }) => level === "error").length).toBe(tries.length);
    await clock.passUntil("2026-05-03T01:30:00Z");
    await clock.pass(MINUTE);
    expect(tries.at(-1)).toBeGreaterThanOrEqual(24 * 60);
  });

  it("by ending partially is not repeated", async () => {
    const clock = new FakeClock("2026-05-02T01:30:00Z");
    const ticks = new MemoryTicks();
    const results: RunResult[] = [];
    let runs = 0;
    start(clock, ticks, {
      run: async (tickAt) => {
        runs += 1;
        ticks.set(tickAt, "ran");
        return runResult({ status: "partial", exitCode: 3 });
      },
      onResult: (result) => {
        results.push(result);
      },
    });
    await clock.pass(12 * HOUR);
    expect(runs).toBe(1);
    expect(results.map(({ exitCode }) => exitCode)).toEqual([3]);
  });

  it("by running out of time is left to the next tick", async () => {
    const clock = new FakeClock("2026-05-02T01:30:00Z");
    const ticks = new MemoryTicks();
    const runs: string[] = [];
    start(clock, ticks, {
      run: async (tickAt) => {
        runs.push(isoMinute(tickAt));
        ticks.set(tickAt, "interrupted");
        return runResult({ status: "interrupted", exitCode: 75 });
      },
    });
    await clock.passUntil("2026-05-03T02:00:00Z");
    expect(runs).toEqual(["2026-05-02T01:30", "2026-05-03T01:30"]);
  });

  it("by losing the database is continued when its lease has ended", async () => {
    const clock = new FakeClock("2026-05-02T01:30:00Z");
    const ticks = new MemoryTicks();
    let runs = 0;
    start(clock, ticks, {
      run: async (tickAt) => {
        runs += 1;
        ticks.set(tickAt, runs < 3 ? "interrupted" : "ran");
        return runResult(runs < 3 ? { status: "failed", exitCode: 8 } : {});
      },
    });
    await clock.pass(HOUR);
    expect(runs).toBe(3);
  });
});

describe("a database that does not answer", () => {
  it("is asked again after 5 s, then ever more rarely, whatever the bell does", async () => {
    const clock = new FakeClock("2026-05-02T15:00Z");
    const ticks = new MemoryTicks();
    ticks.fail(new Error("connect ECONNREFUSED"));
    const { runs, lines, ring } = start(clock, ticks);
    for (let second = 0; second < 1800; second += 1) {
      await clock.pass(1000);
      ring();
    }
    // 0, 5, 15, 35, 75, 155 and 315 s, then every 5 minutes.
    expect(ticks.questions).toBe(11);
    expect(lines.filter(({ level }) => level === "warn").length).toBe(11);
    ticks.fail(undefined);
    await clock.pass(5 * MINUTE);
    expect(runs).toEqual(["2026-05-02T01:30"]);
    const asked = ticks.questions;
    await clock.pass(10 * MINUTE);
    expect(ticks.questions).toBe(asked + 10);
  });
});
