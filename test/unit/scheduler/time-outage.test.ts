import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { billMonthAt, firstDay, monthsBetween, settledAt } from "../../../src/domain/bill-month.ts";
import type { SliceState } from "../../../src/domain/warehouse.ts";
import { planRun } from "../../../src/pipeline/plan-run.ts";
import { aState, aStream, anAccount } from "../pipeline/a-stream.ts";

const DAY = 86_400_000;
const UIN = "200000000001";
const SUMMARY = aStream({ name: "summary" });

/** A night at 09:30 in Shanghai. */
const night = (day: string): number => Date.parse(`${day}T01:30:00Z`);

/** What a sync at `now` looks at, as `month: reason`. */
function looksAt(
  now: number,
  {
    since,
    states,
    openMonths = 2,
  }: { since: number; states: readonly SliceState[]; openMonths?: number },
): readonly { readonly month: string; readonly reason: string }[] {
  const settings = { accounts: [anAccount()], openMonths, streams: undefined };
  const customers = [{ account: "main", uin: UIN, unboundAt: undefined }];
  const knowledge = { streams: [SUMMARY], now, customers, states, closed: [], reopened: [], since };
  const { slices } = planRun({ kind: "sync" }, settings, ["summary"], knowledge);
  return slices.map(({ slice, reason }) => ({ month: slice.month ?? "", reason }));
}

const loaded = (month: string, at: number): SliceState =>
  aState({ uin: UIN, billMonth: firstDay(month), lastSuccessAt: at });

describe("after six weeks without a run, a sync looks at", () => {
  it.each([
    {
      what: "the open months and the one whose bill was not settled yet",
      last: "2026-10-05",
      now: "2026-11-16",
      months: ["2026-11", "2026-10", "2026-09"],
    },
    {
      what: "the open months alone where the one before was settled then",
      last: "2026-10-08",
      now: "2026-11-19",
      months: ["2026-11", "2026-10"],
    },
    {
      what: "the month that was never seen whole, over two month ends",
      last: "2026-10-25",
      now: "2026-12-06",
      months: ["2026-12", "2026-11", "2026-10"],
    },
    {
      what: "the same over a year's end",
      last: "2026-12-20",
      now: "2027-01-31",
      months: ["2027-01", "2026-12"],
    },
    {
      what: "the months on both sides of a leap day",
      last: "2028-02-04",
      now: "2028-03-17",
      months: ["2028-03", "2028-02", "2028-01"],
    },
  ])("$what ($last to $now)", ({ last, now, months }) => {
    const since = night(last);
    const open = [billMonthAt(since - 28 * DAY), billMonthAt(since)];
    const states = open.map((month) => loaded(month, since));
    expect(looksAt(night(now), { since, states }).map(({ month }) => month)).toEqual(months);
  });

  it("the same months of a customer that came meanwhile, of whom nothing was loaded", () => {
    const since = night("2026-10-05");
    const months = looksAt(night("2026-11-16"), { since, states: [] }).map(({ month }) => month);
    expect(months).toEqual(["2026-11", "2026-10", "2026-09"]);
  });

  it("the earlier months for the reason that they were not settled, each once", () => {
    const since = night("2026-10-05");
    const states = [loaded("2026-09", since), loaded("2026-10", since)];
    expect(looksAt(night("2026-11-16"), { since, states })).toEqual([
      { month: "2026-11", reason: "open month" },
      { month: "2026-10", reason: "open month" },
      { month: "2026-09", reason: "not loaded since its bill was settled" },
    ]);
  });
});

describe("whatever nights are missed in two years", () => {
  // Stretches of nights in turn: the host is up, the host is off or the vendor refuses this bill.
  const anyStretch = fc.record({
    nights: fc.integer({ min: 1, max: 70 }),
    state: fc.constantFrom("up", "up", "off", "refused"),
  });
  const anyCase = fc.record({
    firstDay: fc.integer({ min: 0, max: 60 }),
    openMonths: fc.integer({ min: 1, max: 4 }),
    stretches: fc.array(anyStretch, { minLength: 3, maxLength: 15 }),
  });

  it("the first good one after them has every month's final bill that was missed", () => {
    fc.assert(
      fc.property(anyCase, ({ firstDay: first, openMonths, stretches }) => {
        const begin = night("2026-11-21") + first * DAY;
        const nights = stretches.flatMap(({ nights: count, state }) =>
          Array<string>(count).fill(state),
        );
        const end = begin + nights.length * DAY;
        const bills = new Map<string, number>();
        let since: number | undefined;
        for (const [index, state] of [...nights, "up"].entries()) {
          const now = begin + index * DAY;
          const states = [...bills].map(([month, at]) => loaded(month, at));
          since ??= state === "off" ? undefined : now;
          if (state === "up") {
            for (const { month } of looksAt(now, { since: since ?? now, states, openMonths })) {
              bills.set(month, now);
            }
            since = now;
          }
        }
        const firstNight = [...nights, "up"].findIndex((state) => state !== "off");
        const missed = monthsBetween(billMonthAt(begin + firstNight * DAY), billMonthAt(end))
          .filter((month) => settledAt(month) <= end)
          .filter((month) => (bills.get(month) ?? 0) < settledAt(month));
        expect(missed).toEqual([]);
      }),
      { numRuns: 40 },
    );
  });
});
