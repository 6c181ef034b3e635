import { expect, test } from "vitest";
import { defineCheck } from "../../../src/domain/check.ts";
import type { CheckResult, Verdict } from "../../../src/domain/reconciliation.ts";
import { mergeEnds } from "../../../src/pipeline/merge-ends.ts";
import type { SliceEnd } from "../../../src/pipeline/run-outcome.ts";
import { slicesToMend } from "../../../src/pipeline/slices-to-mend.ts";
import { aStream, planned } from "./a-stream.ts";

const sum = { kind: "sum", columns: ["total_cost"] } as const;
const CHECKS = [
  defineCheck({
    id: "R1",
    meaning: "regions add up to the total",
    comparisons: [
      {
        left: { source: "by_region", stream: "by_region", measure: sum },
        right: { source: "total", stream: "total", measure: sum },
        unit: "amount",
        dimension: "",
      },
    ],
  }),
];

const result = (verdict: Verdict, change: Partial<CheckResult> = {}): CheckResult => ({
  account: "main",
  uin: "1",
  billMonth: "2026-10-01",
  checkId: "R1",
  leftSource: "by_region",
  rightSource: "total",
  dimension: "",
  member: "",
  unit: "amount",
  leftAmount: "1.00",
  rightAmount: "1.01",
  difference: "-0.01",
  verdict,
  ...change,
});

const end = (stream: string, change: Partial<SliceEnd> = {}, uin = "1"): SliceEnd => ({
  planned: planned({ stream: aStream({ name: stream }), uin }),
  status: "loaded",
  byOther: false,
  rowsAdded: 1,
  rowsChanged: 0,
  rowsRemoved: 0,
  ...change,
});

const ENDS = [end("by_region"), end("total"), end("lines"), end("total", {}, "2")];

test("both sides of what does not match are read whole once more, of that bill alone", () => {
  const again = slicesToMend([result("mismatch")], ENDS, CHECKS);
  expect(again.map(({ slice }) => `${slice.stream.name} ${slice.uin}`)).toEqual([
    "by_region 1",
    "total 1",
  ]);
  expect(again[0]).toMatchObject({
    mode: "full",
    isAgain: true,
    reason: "a check does not match",
  });
});

test.each<[string, readonly CheckResult[], readonly SliceEnd[]]>([
  ["matches", [result("match"), result("within_tolerance"), result("not_comparable")], ENDS],
  ["failed on both sides", [result("mismatch")], [end("total", { status: "failed" })]],
  ["is no check of slices", [result("mismatch", { checkId: "closed_month_restated" })], ENDS],
])("nothing is read again of what %s", (_, results, ends) => {
  expect(slicesToMend(results, ends, CHECKS)).toEqual([]);
});

test("of a slice that was worked on twice the later end counts, and the rows of both", () => {
  const later = end("total", { status: "failed", rowsAdded: 0, error: new Error("down") });
  const merged = mergeEnds(ENDS, [later]);
  expect(merged).toHaveLength(ENDS.length);
  expect(merged[1]).toMatchObject({ status: "failed", rowsAdded: 1 });
  expect(merged[3]).toEqual(ENDS[3]);
});
