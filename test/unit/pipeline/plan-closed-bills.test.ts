import { describe, expect, test } from "vitest";
import { describeSlice } from "../../../src/domain/slice.ts";
import type { Customer } from "../../../src/domain/warehouse.ts";
import { type PlanInput, planSlices } from "../../../src/pipeline/plan-slices.ts";
import { aState, aStream, anAccount } from "./a-stream.ts";

const SUMMARY = aStream({ name: "summary" });
const DETAIL = aStream({ name: "detail", phase: "detail" });
const CUSTOMERS: readonly Customer[] = [
  { account: "main", uin: "1", unboundAt: undefined },
  { account: "main", uin: "2", unboundAt: undefined },
];

function plan(change: Partial<PlanInput> = {}) {
  return planSlices({
    now: Date.parse("2026-11-20T01:30:00Z"),
    accounts: [anAccount()],
    streams: [SUMMARY],
    phases: ["summary", "detail"],
    months: ["2026-10", "2026-11"],
    lookback: [],
    settling: [],
    isBackfill: false,
    customers: CUSTOMERS.slice(0, 1),
    states: [],
    closed: [],
    reopened: [],
    ...change,
  });
}

const reasons = (change: Partial<PlanInput>): readonly string[] =>
  plan(change).slices.map(({ slice, reason }) => `${describeSlice(slice)}: ${reason}`);

describe("a bill that was opened again", () => {
  const REOPENED = { account: "main", uin: "1", billMonth: "2026-03-01" };

  test("is due whatever its month, and no other bill of that month is", () => {
    const loaded = aState({ uin: "2", billMonth: "2026-03-01" });
    expect(reasons({ reopened: [REOPENED], months: ["2026-11"], states: [loaded] })).toEqual([
      "main · summary · 1 · 2026-11: open month",
      "main · summary · 1 · 2026-03: opened again",
    ]);
  });

  test("is due once where its month is open too", () => {
    const billMonth = "2026-11-01";
    expect(reasons({ reopened: [{ ...REOPENED, billMonth }], months: ["2026-11"] })).toEqual([
      "main · summary · 1 · 2026-11: open month",
    ]);
  });
});

const night = (day: number): number => Date.parse(`2026-11-${day}T01:30:00Z`);

describe("an earlier month that changed so late that it was not yet found the same", () => {
  const due = (steadySince: number | undefined, lastFullAt: number): readonly string[] =>
    reasons({
      months: ["2026-11"],
      settling: ["2026-10"],
      now: night(20),
      states: [aState({ uin: "1", billMonth: "2026-10-01", steadySince, lastFullAt })],
    }).slice(1);

  test("is looked at once more, to close it", () => {
    expect(due(night(18), night(18))).toEqual(["main · summary · 1 · 2026-10: to close its month"]);
  });

  test.each([
    ["once it was found the same 20 h later", night(18), night(19)],
    ["before that could be told", night(20) - 3_600_000, night(20) - 3_600_000],
    ["where nobody knows since when it is the same", undefined, night(18)],
  ])("is not due %s", (_when, steadySince, lastFullAt) => {
    expect(due(steadySince, lastFullAt)).toEqual([]);
  });
});

describe("a closed bill", () => {
  const closed = [
    { account: "main", uin: "1", billMonth: "2026-10-01" },
    { account: "main", uin: "2", billMonth: "2026-03-01" },
  ];

  test("is not planned, and said to be closed where it would have been", () => {
    const months = ["2026-10", "2026-11"];
    const streams = [SUMMARY, DETAIL];
    const { slices, closed: met } = plan({
      closed,
      months,
      streams,
      isBackfill: true,
      customers: CUSTOMERS,
    });
    expect(slices.map(({ slice }) => `${slice.stream.name} ${slice.uin} ${slice.month}`)).toEqual([
      "summary 1 2026-11",
      "summary 2 2026-11",
      "summary 2 2026-10",
      "detail 1 2026-11",
      "detail 2 2026-11",
      "detail 2 2026-10",
    ]);
    expect(met).toEqual(closed.slice(0, 1));
  });

  test("leaves the same customer's bill of another account alone", () => {
    const [bill] = closed;
    const other = bill === undefined ? [] : [{ ...bill, account: "other" }];
    expect(reasons({ closed: other, months: ["2026-10"] })).toHaveLength(1);
  });
});
