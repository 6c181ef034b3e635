import { describe, expect, test } from "vitest";
import type { FrozenTotal } from "../../../src/domain/month-state.ts";
import { dueAt, planWatch } from "../../../src/pipeline/plan-watch.ts";

const DAY_MS = 86_400_000;
const CLOSED_AT = Date.parse("2026-11-07T01:30:00Z");

function aTotal(change: Partial<FrozenTotal> = {}): FrozenTotal {
  return {
    account: "main",
    uin: "200000000001",
    billMonth: "2026-10-01",
    stream: "total",
    amount: "1.00",
    closedAt: CLOSED_AT,
    watchedAt: undefined,
    isRestated: false,
    ...change,
  };
}

/** The nights, by number since closing, in which a bill is due when it is watched whenever it is due. */
function watchedNights(total: FrozenTotal, nights: readonly number[]): readonly number[] {
  let watchedAt: number | undefined;
  return nights.filter((night) => {
    const now = CLOSED_AT + night * DAY_MS;
    const isDue = planWatch([{ ...total, watchedAt }], { now, watchMonths: 3 }).length > 0;
    watchedAt = isDue ? now : watchedAt;
    return isDue;
  });
}

const NIGHTS = Array.from({ length: 29 }, (_, night) => night);

describe("a closed bill", () => {
  test("is due within a week of its closing, and every seventh night from then on", () => {
    for (let uin = 1; uin <= 50; uin += 1) {
      const due = watchedNights(aTotal({ uin: String(uin) }), NIGHTS);
      const [first = 0] = due;
      expect(first).toBeGreaterThanOrEqual(1);
      expect(first).toBeLessThanOrEqual(7);
      expect(due).toEqual(
        [0, 7, 14, 21].map((later) => first + later).filter((night) => night <= 28),
      );
    }
  });

  test("is due once a week however often runs are made", () => {
    const often = Array.from({ length: 280 }, (_, tenth) => tenth / 10);
    expect(watchedNights(aTotal(), often)).toHaveLength(4);
  });

  test("is made up for after nights without a run, and then back on its day", () => {
    const first = watchedNights(aTotal(), NIGHTS)[0] ?? 0;
    const nights = NIGHTS.filter((night) => night < first || night > first + 2);
    expect(watchedNights(aTotal(), nights).slice(0, 2)).toEqual([first + 3, first + 7]);
  });
});

test("bills that were closed in one night are not all due in one", () => {
  const totals = Array.from({ length: 700 }, (_, uin) =>
    aTotal({ uin: String(200_000_000_001 + uin) }),
  );
  for (let night = 1; night <= 7; night += 1) {
    const now = CLOSED_AT + night * DAY_MS;
    const due = totals.filter((total) => dueAt(total) <= now && dueAt(total) > now - DAY_MS);
    expect(due.length).toBeGreaterThan(60);
    expect(due.length).toBeLessThan(140);
  }
});

describe("watched are", () => {
  const now = CLOSED_AT + 8 * DAY_MS;
  const months = ["2026-06-01", "2026-07-01", "2026-08-01", "2026-10-01"];
  const monthsDue = (totals: readonly FrozenTotal[], watchMonths = 3) =>
    planWatch(totals, { now, watchMonths }).map(
      ({ account, billMonth }) => `${account} ${billMonth}`,
    );

  test("the last closed months of each account, not of each customer", () => {
    const totals = [
      ...months.map((billMonth) => aTotal({ billMonth })),
      aTotal({ uin: "left long ago", billMonth: "2026-06-01" }),
      aTotal({ account: "other", billMonth: "2026-01-01" }),
    ];
    expect(monthsDue(totals)).toEqual([
      "main 2026-07-01",
      "main 2026-08-01",
      "main 2026-10-01",
      "other 2026-01-01",
    ]);
  });

  test("none where none are to be", () => {
    expect(monthsDue([aTotal()], 0)).toEqual([]);
  });

  test("those that a restatement stands of, for as long as it does", () => {
    const totals = months.map((billMonth) =>
      aTotal({ billMonth, isRestated: billMonth === months[0] }),
    );
    expect(monthsDue(totals, 1)).toEqual(["main 2026-06-01", "main 2026-10-01"]);
  });
});
