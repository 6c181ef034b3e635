import { assert, constantFrom, integer, oneof, property, record } from "fast-check";
import { describe, expect, it } from "vitest";
import { dueTick } from "../../../src/scheduler/due-tick.ts";
import { newestTick, nextTick } from "../../../src/scheduler/schedule.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const YEAR = 2027;

/** Every zone of this system whose clocks change in that year, with the instants at which they do. */
const CHANGES: readonly { readonly timezone: string; readonly changesAt: readonly number[] }[] =
  Intl.supportedValuesOf("timeZone")
    .map((timezone) => ({ timezone, changesAt: changesOf(timezone) }))
    .filter(({ changesAt }) => changesAt.length > 0);

const anyChange = constantFrom(
  ...CHANGES.flatMap(({ timezone, changesAt }) => changesAt.map((at) => ({ timezone, at }))),
);
const anyMinute = record({
  hour: integer({ min: 0, max: 23 }),
  minute: integer({ min: 0, max: 59 }),
});

describe("around every change of the clocks of every zone", () => {
  it("a nightly schedule has one tick on each day of the zone, at whatever time it is set", () => {
    expect(CHANGES.length).toBeGreaterThan(50);
    assert(
      property(anyChange, anyMinute, ({ timezone, at }, { hour, minute }) => {
        const schedule = { cron: `${minute} ${hour} * * *`, timezone };
        const days = daysAround(timezone, at);
        const ticks: number[] = [];
        for (let tick = nextTick(schedule, at - 3 * DAY); tick < at + 3 * DAY;) {
          ticks.push(tick);
          tick = nextTick(schedule, tick);
        }
        const ran = ticks.map((tick) => dayOf(timezone, tick));
        expect(days.map((day) => ran.filter((each) => each === day).length)).toEqual(
          days.map(() => 1),
        );
      }),
      { numRuns: 300 },
    );
  });

  it("a tick is taken once, whatever minute the service looks at the clock", () => {
    assert(
      property(
        anyChange,
        anyMinute,
        oneof(integer({ min: -DAY, max: DAY }), integer({ min: -2 * HOUR, max: 2 * HOUR })),
        ({ timezone, at }, { hour, minute }, offset) => {
          const schedule = { cron: `${minute} ${hour} * * *`, timezone };
          const now = at + offset;
          const due = dueTick(schedule, { now, last: undefined });
          expect(due).toBe(newestTick(schedule, now));
          expect(now - (due ?? 0)).toBeLessThanOrEqual(DAY + 3 * HOUR);
          expect(newestTick(schedule, now + HOUR / 2)).toBeGreaterThanOrEqual(due ?? 0);
          const last = { dueAt: due ?? 0, state: "ran" } as const;
          expect(dueTick(schedule, { now, last })).toBeUndefined();
          expect(dueTick(schedule, { now: now - HOUR, last })).toBeUndefined();
        },
      ),
      { numRuns: 300 },
    );
  });
});

function dayOf(timezone: string, at: number): string {
  return new Intl.DateTimeFormat("sv", { timeZone: timezone }).format(at);
}

/** The day of the change with the one before it and the one after. */
function daysAround(timezone: string, at: number): readonly string[] {
  return [...new Set([-24, -12, 0, 12, 24].map((hours) => dayOf(timezone, at + hours * HOUR)))];
}

// By the zone's own name of its offset, independent of how the scheduler finds it.
function changesOf(timezone: string): readonly number[] {
  const format = new Intl.DateTimeFormat("en", { timeZone: timezone, timeZoneName: "longOffset" });
  const offsetAt = (at: number): string =>
    format.formatToParts(at).find(({ type }) => type === "timeZoneName")?.value ?? "";
  const changes: number[] = [];
  const end = Date.UTC(YEAR + 1, 0, 1);
  let before = offsetAt(Date.UTC(YEAR, 0, 1));
  for (let at = Date.UTC(YEAR, 0, 1); at < end; at += 7 * DAY) {
    const offset = offsetAt(at);
    if (offset !== before) {
      let hour = at - 7 * DAY;
      while (offsetAt(hour) === before) {
        hour += HOUR;
      }
      changes.push(hour);
      before = offset;
    }
  }
  return changes;
}
