import { assert, constantFrom, integer, property, record } from "fast-check";
import { createTask } from "node-cron";
import { afterEach, describe, expect, it, vi } from "vitest";
import { newestTick, nextTick, type Schedule } from "../../../src/scheduler/schedule.ts";

const iso = (at: number): string => new Date(at).toISOString().slice(0, 16);

function ticksBetween(schedule: Schedule, from: number, to: number): readonly number[] {
  const ticks: number[] = [];
  for (let at = nextTick(schedule, from - 1); at < to; at = nextTick(schedule, at)) {
    ticks.push(at);
  }
  return ticks;
}

function ticksOfDay(cron: string, timezone: string, day: string): readonly string[] {
  const middle = Date.parse(`${day}T12:00Z`);
  const isThatDay = (at: number): boolean =>
    new Intl.DateTimeFormat("sv", { timeZone: timezone }).format(at) === day;
  const around = ticksBetween({ cron, timezone }, middle - 129_600_000, middle + 129_600_000);
  return around.filter(isThatDay).map(iso);
}

describe("a day on which the clocks change", () => {
  it.each([
    ["30 2 * * *", "America/New_York", "2026-03-08", ["2026-03-08T07:00"], "skips 02:30"],
    ["30 1 * * *", "America/New_York", "2026-11-01", ["2026-11-01T05:30"], "shows 01:30 twice"],
    ["30 1 * * *", "Europe/London", "2026-03-29", ["2026-03-29T01:00"], "skips 01:30"],
    ["30 1 * * *", "Europe/London", "2026-10-25", ["2026-10-25T00:30"], "shows 01:30 twice"],
    ["15 2 * * *", "Australia/Lord_Howe", "2026-10-04", ["2026-10-03T15:30"], "skips 02:15"],
    ["45 1 * * *", "Australia/Lord_Howe", "2026-04-05", ["2026-04-04T14:45"], "shows 01:45 twice"],
    ["0 0 * * *", "America/Sao_Paulo", "2018-11-04", ["2018-11-04T03:00"], "skips midnight"],
    ["30 23 * * *", "America/Sao_Paulo", "2018-02-17", ["2018-02-18T01:30"], "shows 23:30 twice"],
    ["30 9 * * *", "Asia/Shanghai", "2026-03-08", ["2026-03-08T01:30"], "elsewhere only"],
    ["15,45 2 * * *", "America/New_York", "2026-03-08", ["2026-03-08T07:00"], "skips two times"],
  ])("still has one tick of %s: %s %s, at %s: it %s", (cron, timezone, day, expected) => {
    expect(ticksOfDay(cron, timezone, day)).toEqual(expected);
  });
});

it("a day of the month and a day of the week are alternatives, as in crontab(5)", () => {
  const schedule = { cron: "0 9 1 * 1", timezone: "UTC" };
  const ticks = ticksBetween(schedule, Date.UTC(2026, 8, 1), Date.UTC(2026, 8, 16)).map(iso);
  expect(ticks).toEqual(["2026-09-01T09:00", "2026-09-07T09:00", "2026-09-14T09:00"]);
});

it("a tick is due from its very second on", () => {
  const schedule = { cron: "30 9 * * *", timezone: "Asia/Shanghai" };
  const tick = Date.parse("2026-05-02T01:30:00Z");
  expect(newestTick(schedule, tick - 1)).toBe(tick - 86_400_000);
  expect(newestTick(schedule, tick)).toBe(tick);
  expect(nextTick(schedule, tick - 1)).toBe(tick);
  expect(nextTick(schedule, tick)).toBe(tick + 86_400_000);
});

const anySchedule = record({
  cron: constantFrom("30 2 * * *", "*/20 * * * *", "15 1 * * SUN", "0 0 L * *", "5 0,2 * * *"),
  timezone: constantFrom("America/New_York", "Australia/Lord_Howe", "Europe/London", "UTC"),
});

it("looking back and looking ahead find the same ticks", () => {
  const anyInstant = integer({ min: Date.UTC(2020, 0, 1), max: Date.UTC(2030, 0, 1) });
  assert(
    property(anySchedule, anyInstant, (schedule, now) => {
      const next = nextTick(schedule, now);
      expect(next).toBeGreaterThan(now);
      expect(newestTick(schedule, now)).toBeLessThanOrEqual(now);
      expect(newestTick(schedule, next)).toBe(next);
      expect(newestTick(schedule, next - 1)).toBe(newestTick(schedule, now));
    }),
    { numRuns: 200 },
  );
});

/** When node-cron would ring; it knows no other time than the system's. */
function bellsBetween({ cron, timezone }: Schedule, from: number, to: number): readonly number[] {
  vi.useFakeTimers({ toFake: ["Date"], now: from - 1000 });
  const task = createTask(cron, () => undefined, { timezone });
  const bells: number[] = [];
  while ((bells.at(-1) ?? from) < to) {
    bells.push(...task.getNextRuns(100).map(Number));
    vi.setSystemTime(bells.at(-1) ?? to);
  }
  void task.destroy();
  return bells.filter((at) => at < to);
}

describe("over a whole year the bell rings at the ticks", () => {
  afterEach(() => {
    vi.useRealTimers();
  });

  const EXPRESSIONS = [
    "30 9 * * *",
    "30 2 * * *",
    "30 1 * * *",
    "0 0 * * *",
    "15,45 3 * * MON-FRI",
    "0 9 L * *",
    "0 9 1 */3 *",
    "0 30 23 * * *",
    "0 9 * * 1#2",
    "0 9 * * 5L",
    "0 9 * jan,JUL sun",
  ];

  // Where a time is skipped node-cron has no bell (-); where it is shown twice it may ring late (+).
  it.each([
    ["Asia/Shanghai", 2026, {}],
    [
      "America/New_York",
      2026,
      { "30 2 * * *": { onlyTicks: ["2026-03-08T07:00"], onlyBells: [] } },
    ],
    [
      "Europe/London",
      2026,
      {
        "30 1 * * *": {
          onlyTicks: ["2026-03-29T01:00", "2026-10-25T00:30"],
          onlyBells: ["2026-10-25T01:30"],
        },
      },
    ],
    [
      "Australia/Lord_Howe",
      2026,
      {
        "30 1 * * *": { onlyTicks: ["2026-04-04T14:30"], onlyBells: ["2026-04-04T15:00"] },
      },
    ],
    [
      "America/Sao_Paulo",
      2018,
      {
        "0 0 * * *": { onlyTicks: ["2018-11-04T03:00"], onlyBells: [] },
      },
    ],
  ])("in %s in %d, but for the hours of a change", (timezone, year, differences) => {
    const found: Record<string, unknown> = {};
    for (const cron of EXPRESSIONS) {
      const range = [Date.UTC(year, 0, 1), Date.UTC(year + 1, 0, 1)] as const;
      const bells = new Set(bellsBetween({ cron, timezone }, ...range));
      const ticks = new Set(ticksBetween({ cron, timezone }, ...range));
      const onlyTicks = [...ticks.difference(bells)].map(iso);
      const onlyBells = [...bells.difference(ticks)].map(iso);
      expect(ticks.size).toBeGreaterThan(3);
      if (onlyTicks.length + onlyBells.length > 0) {
        found[cron] = { onlyTicks, onlyBells };
      }
    }
    expect(found).toEqual(differences);
  });
});
