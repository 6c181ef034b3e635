import { describe, expect, it } from "vitest";
import { FakeClock, settle } from "./fake-clock.ts";
import { MemoryTicks } from "./memory-ticks.ts";
import { runResult } from "./run-result.ts";
import { isoMinute, startService as start } from "./start-service.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

describe("a year of nights", () => {
  it.each([
    ["America/New_York", "30 2 * * *", "2026"],
    ["Europe/London", "30 1 * * *", "2026"],
    ["Asia/Shanghai", "30 9 * * *", "2026"],
    ["Australia/Lord_Howe", "15 2 * * *", "2026"],
    ["America/Sao_Paulo", "0 0 * * *", "2018"],
  ])("in %s has one run on each of its days (%s in %s)", async (timezone, cron, year) => {
    const clock = new FakeClock(`${year}-01-01T00:00Z`);
    const ticks = new MemoryTicks();
    ticks.set(`${year}-01-01T00:00Z`, "ran");
    const dayOf = new Intl.DateTimeFormat("sv", { timeZone: timezone });
    const days: string[] = [];
    start(clock, ticks, {
      timezone,
      cron,
      pollMs: 6 * HOUR,
      run: async (tickAt) => {
        days.push(dayOf.format(tickAt));
        ticks.set(tickAt, "ran");
        return runResult();
      },
    });
    await clock.pass(364 * 24 * HOUR);
    expect(new Set(days).size).toBe(days.length);
    expect(days.length).toBe(364);
  });
});

describe("when a tick is run", () => {
  it("at the start, where one is due", async () => {
    const clock = new FakeClock("2026-05-02T15:00Z");
    const { runs } = start(clock, new MemoryTicks());
    await settle();
    expect(runs).toEqual(["2026-05-02T01:30"]);
  });

  it("as soon as the bell rings", async () => {
    const clock = new FakeClock("2026-05-02T01:29:50Z");
    const ticks = new MemoryTicks();
    ticks.set("2026-05-01T01:30Z", "ran");
    const { runs, ring } = start(clock, ticks);
    await clock.pass(10_000);
    expect(runs).toEqual([]);
    ring();
    await settle();
    expect(runs).toEqual(["2026-05-02T01:30"]);
  });

  it("within a minute where no bell rings, as after the host was asleep", async () => {
    const clock = new FakeClock("2026-05-01T20:00Z");
    const ticks = new MemoryTicks();
    ticks.set("2026-05-01T01:30Z", "ran");
    const { runs } = start(clock, ticks);
    await clock.pass(10 * MINUTE);
    clock.setWall("2026-05-04T07:00Z");
    await clock.pass(MINUTE);
    expect(runs).toEqual(["2026-05-04T01:30"]);
  });

  it("once, however the clock is set back and forth", async () => {
    const clock = new FakeClock("2026-05-02T01:29Z");
    const ticks = new MemoryTicks();
    ticks.set("2026-05-01T01:30Z", "ran");
    const { runs } = start(clock, ticks);
    await clock.pass(2 * MINUTE);
    clock.setWall("2026-05-02T01:20Z");
    await clock.pass(20 * MINUTE);
    clock.setWall("2026-05-01T22:00Z");
    await clock.pass(HOUR);
    await clock.passUntil("2026-05-02T12:00:00Z");
    expect(runs).toEqual(["2026-05-02T01:30"]);
  });

  it("not any more where it was missed and a newer one ran before the clock was set back", async () => {
    const clock = new FakeClock("2026-05-02T02:00Z");
    const ticks = new MemoryTicks();
    ticks.set("2026-04-20T01:30Z", "ran");
    const { runs } = start(clock, ticks);
    await clock.pass(MINUTE);
    clock.setWall("2026-05-01T12:00Z");
    await clock.pass(HOUR);
    expect(runs).toEqual(["2026-05-02T01:30"]);
  });

  it("again the night after a clock that was wrong by years is put right", async () => {
    const clock = new FakeClock("2031-01-01T12:00Z");
    const { runs } = start(clock, new MemoryTicks());
    await clock.pass(MINUTE);
    clock.setWall("2026-05-02T12:00Z");
    await clock.pass(MINUTE);
    await clock.passUntil("2026-05-03T12:00:00Z");
    expect(runs).toEqual(["2031-01-01T01:30", "2026-05-02T01:30", "2026-05-03T01:30"]);
  });
});

describe("two processes on one database", () => {
  it("share the ticks: each is run by one of them", async () => {
    const clock = new FakeClock("2026-05-01T12:00Z");
    const ticks = new MemoryTicks();
    const first = start(clock, ticks, { pollMs: HOUR });
    const second = start(clock, ticks, { pollMs: HOUR });
    await clock.pass(10 * 24 * HOUR);
    const all = [...first.runs, ...second.runs];
    expect(all.length).toBe(11);
    expect(new Set(all).size).toBe(11);
  });

  it("leave a tick to the other while it lives, and take it over when it dies", async () => {
    const clock = new FakeClock("2026-05-02T01:31Z");
    const ticks = new MemoryTicks();
    ticks.set("2026-05-02T01:30Z", "running");
    const { runs } = start(clock, ticks);
    await clock.pass(20 * MINUTE);
    expect(runs).toEqual([]);
    ticks.set("2026-05-02T01:30Z", "interrupted");
    await clock.pass(MINUTE);
    expect(runs).toEqual(["2026-05-02T01:30"]);
  });
});

describe("one run at a time", () => {
  it("ticks that come due during a run coalesce into one after it", async () => {
    const clock = new FakeClock("2026-05-02T00:00:30Z");
    const ticks = new MemoryTicks();
    let atOnce = 0;
    let most = 0;
    const runs: string[] = [];
    const { ring } = start(clock, ticks, {
      cron: "0 * * * *",
      run: async (tickAt, signal) => {
        runs.push(isoMinute(tickAt));
        ticks.set(tickAt, "running");
        most = Math.max(most, (atOnce += 1));
        await clock.sleep(3.5 * HOUR, signal).catch(() => undefined);
        atOnce -= 1;
        ticks.set(tickAt, "ran");
        return runResult();
      },
    });
    for (let hour = 0; hour < 4; hour += 1) {
      await clock.pass(HOUR);
      ring();
    }
    await clock.pass(MINUTE);
    expect(runs).toEqual(["2026-05-02T00:00", "2026-05-02T03:00"]);
    expect(most).toBe(1);
  });
});

describe("the end of the service", () => {
  it("waits for the run in progress, which is told", async () => {
    const clock = new FakeClock("2026-05-02T15:00Z");
    const ticks = new MemoryTicks();
    const events: string[] = [];
    const { nightly, stop } = start(clock, ticks, {
      run: async (_tickAt, signal) => {
        await clock.sleep(HOUR, signal).catch(() => events.push("told"));
        await clock.sleep(MINUTE);
        events.push("run ended");
        return runResult({ status: "interrupted", exitCode: 75 });
      },
    });
    void nightly.drained.then(() => events.push("drained"));
    await clock.pass(MINUTE);
    stop.abort(new Error("SIGTERM"));
    await clock.pass(30_000);
    expect(events).toEqual(["told"]);
    await clock.pass(MINUTE);
    expect(events).toEqual(["told", "run ended", "drained"]);
  });

  it("is at once where nothing runs", async () => {
    const clock = new FakeClock("2026-05-02T15:00Z");
    const { nightly, stop } = start(clock, new MemoryTicks());
    await clock.pass(10 * MINUTE);
    stop.abort();
    await expect(nightly.drained).resolves.toBeUndefined();
  });

  it("comes before anything is asked where the signal has aborted already", async () => {
    const ticks = new MemoryTicks();
    const { nightly } = start(new FakeClock("2026-05-02T15:00Z"), ticks, {
      signal: AbortSignal.abort(),
    });
    await nightly.drained;
    expect(ticks.questions).toBe(0);
  });
});

it("a schedule that nobody can follow is refused at the start", () => {
  const clock = new FakeClock("2026-05-02T15:00Z");
  expect(() => start(clock, new MemoryTicks(), { cron: "61 9 * * *" })).toThrow("61");
  expect(() => start(clock, new MemoryTicks(), { timezone: "Asia/Atlantis" })).toThrow("time zone");
});
