import { describe, expect, it } from "vitest";
import type { TickState } from "../../../src/domain/tick-book.ts";
import { dueTick } from "../../../src/scheduler/due-tick.ts";

const SCHEDULE = { cron: "30 9 * * *", timezone: "Asia/Shanghai" };

type Case = {
  readonly rule: string;
  readonly now: string;
  readonly last?: readonly [dueAt: string, state: TickState];
  readonly due: string | undefined;
};

// 09:30 in Shanghai is 01:30 UTC.
const CASES: readonly Case[] = [
  {
    rule: "a first start loads at once rather than waits for the night",
    now: "2026-05-02T15:00Z",
    due: "2026-05-02T01:30Z",
  },
  {
    rule: "a first start before the day's tick takes yesterday's",
    now: "2026-05-02T01:29Z",
    due: "2026-05-01T01:30Z",
  },
  {
    rule: "a tick is due when its time has come",
    now: "2026-05-02T01:30Z",
    last: ["2026-05-01T01:30Z", "ran"],
    due: "2026-05-02T01:30Z",
  },
  {
    rule: "and not before",
    now: "2026-05-02T01:29Z",
    last: ["2026-05-01T01:30Z", "ran"],
    due: undefined,
  },
  {
    rule: "a tick that ran, well or partially, is never due again",
    now: "2026-05-02T23:00Z",
    last: ["2026-05-02T01:30Z", "ran"],
    due: undefined,
  },
  {
    rule: "a tick that another process runs is not due here",
    now: "2026-05-02T01:40Z",
    last: ["2026-05-02T01:30Z", "running"],
    due: undefined,
  },
  {
    rule: "an interrupted tick is due again, to be continued",
    now: "2026-05-02T04:00Z",
    last: ["2026-05-02T01:30Z", "interrupted"],
    due: "2026-05-02T01:30Z",
  },
  {
    rule: "an interrupted tick gives way to a newer one",
    now: "2026-05-03T04:00Z",
    last: ["2026-05-02T01:30Z", "interrupted"],
    due: "2026-05-03T01:30Z",
  },
  {
    rule: "missed ticks coalesce into the newest",
    now: "2026-05-09T12:00Z",
    last: ["2026-05-01T01:30Z", "ran"],
    due: "2026-05-09T01:30Z",
  },
  {
    rule: "a clock set back makes no tick due that ran",
    now: "2026-05-02T01:10Z",
    last: ["2026-05-02T01:30Z", "ran"],
    due: undefined,
  },
  {
    rule: "a clock set back makes no older tick due",
    now: "2026-05-01T06:00Z",
    last: ["2026-05-02T01:30Z", "ran"],
    due: undefined,
  },
  {
    rule: "an interrupted tick waits for a clock that was set back",
    now: "2026-05-02T01:10Z",
    last: ["2026-05-02T01:30Z", "interrupted"],
    due: undefined,
  },
  {
    rule: "a tick of an older schedule, interrupted, is continued",
    now: "2026-05-02T08:00Z",
    last: ["2026-05-02T07:00Z", "interrupted"],
    due: "2026-05-02T07:00Z",
  },
  {
    rule: "a tick of an older schedule, later in the day, stands for the day",
    now: "2026-05-02T08:00Z",
    last: ["2026-05-02T07:00Z", "ran"],
    due: undefined,
  },
];

describe("what is due", () => {
  it.each(CASES)("$rule", ({ now, last, due }) => {
    const tick = last === undefined ? undefined : { dueAt: Date.parse(last[0]), state: last[1] };
    const answer = dueTick(SCHEDULE, { now: Date.parse(now), last: tick });
    expect(answer).toBe(due === undefined ? undefined : Date.parse(due));
  });
});
