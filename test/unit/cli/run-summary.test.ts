import { describe, expect, test } from "vitest";
import type { FailedSlice } from "../../../src/app/run-report.ts";
import { failureLines } from "../../../src/cli/failure-lines.ts";
import { runSummary, runSummaryJson } from "../../../src/cli/run-summary.ts";
import { checkOf, reportOf } from "../app/run-sample.ts";

const { counts } = reportOf().result;

function failureOf(number: number, failure: Partial<FailedSlice> = {}): FailedSlice {
  return {
    account: "main",
    stream: "partner_bill_total",
    uin: String(200_000_000_000 + number),
    month: "2026-10",
    status: "failed",
    code: "InternalError",
    message: "DescribeCustomerBillSummary: InternalError: try later",
    hint: undefined,
    requestId: `r-${number}`,
    ...failure,
  };
}

describe("a run's summary", () => {
  test("fits in a few lines", () => {
    expect(runSummary(reportOf())).toBe(
      [
        "Sync 12 succeeded after 14 s.",
        "",
        "  slices  62 loaded",
        "  rows    3,199 added, 6 changed, 0 removed",
        "  calls   1,072, 1 throttled",
        "  checks  24 match, 0 mismatch, 12 not comparable yet",
        "",
      ].join("\n"),
    );
  });

  test("counts the fields that this version does not know, where there are some", () => {
    const unknownFields = [{ stream: "customer", field: "NewField", rows: 3 }];
    expect(runSummary(reportOf({ unknownFields }))).toContain(
      "  fields  1 unknown to this version: npm run status\n",
    );
    expect(JSON.parse(runSummaryJson(reportOf({ unknownFields })))).toMatchObject({
      unknownFields,
    });
  });

  test("says so when nothing changed", () => {
    const unchanged = { ...counts, rowsAdded: 0, rowsChanged: 0 };

    expect(runSummary(reportOf({ result: { counts: unchanged } }))).toContain("nothing changed");
  });

  test("does not call it unchanged when it was not loaded whole", () => {
    const unchanged = { ...counts, rowsAdded: 0, rowsChanged: 0 };
    const result = { counts: unchanged, exitCode: 3, status: "partial" } as const;

    expect(runSummary(reportOf({ result }))).not.toContain("nothing changed");
  });

  test("tells failed slices from held and unfinished ones", () => {
    const report = reportOf({
      result: { status: "interrupted", exitCode: 75, counts: { ...counts, slicesFailed: 3 } },
      held: 2,
      unfinished: 4,
    });

    expect(runSummary(report)).toContain(
      "slices  62 loaded, 3 failed, 2 held by another run, 4 not finished",
    );
  });

  test("shows both sides of a bill that does not add up, to the last digit", () => {
    const mismatch = checkOf({
      verdict: "mismatch",
      leftAmount: "12.00000001",
      difference: "11.00000001",
    });

    expect(runSummary(reportOf({ mismatches: [mismatch] }))).toContain(
      [
        "  R1  main · 200000000001 · 2026-10",
        "      partner_bill_by_region 12.00000001",
        "      partner_bill_total 1.00000000",
        "      difference 11.00000001",
      ].join("\n"),
    );
  });

  test("says where in the bill it is", () => {
    const mismatch = checkOf({ verdict: "mismatch", dimension: "region", member: "Other" });

    expect(runSummary(reportOf({ mismatches: [mismatch] }))).toContain(
      "  R1  main · 200000000001 · 2026-10 · Other\n",
    );
  });

  test("is one JSON document for programs, with every failure", () => {
    const failures = Array.from({ length: 50 }, (_, number) => failureOf(number));
    const abort = new Error("told to stop");

    expect(JSON.parse(runSummaryJson(reportOf({ failures, result: { abort } })))).toMatchObject({
      runId: "12",
      exitCode: 0,
      counts: { calls: 1072 },
      continues: null,
      failures: failures.map((failure) => ({ ...failure, hint: null })),
      abort: "told to stop",
    });
  });
});

describe("the list of failures", () => {
  test("is empty where nothing failed", () => {
    expect(failureLines([])).toEqual([]);
  });

  test("tells the cause once and then its slices, the commonest cause first", () => {
    const forbidden = failureOf(9, {
      status: "forbidden",
      code: "UnauthorizedOperation.CamNoAuth",
      message: "You may not.",
      hint: "ask for the policy",
    });

    expect(failureLines([forbidden, failureOf(1), failureOf(2)])).toEqual([
      "Not loaded:",
      "  failed, 2 slices: InternalError",
      "    DescribeCustomerBillSummary: InternalError: try later",
      "      main · partner_bill_total · 200000000001 · 2026-10  RequestId r-1",
      "      main · partner_bill_total · 200000000002 · 2026-10  RequestId r-2",
      "  forbidden, 1 slice: UnauthorizedOperation.CamNoAuth",
      "    You may not.",
      "    ask for the policy",
      "      main · partner_bill_total · 200000000009 · 2026-10  RequestId r-9",
    ]);
  });

  test("shows twenty slices of however many, and where the others are", () => {
    const lines = failureLines(Array.from({ length: 2000 }, (_, number) => failureOf(number)));

    expect(lines.filter((line) => line.includes("RequestId"))).toHaveLength(20);
    expect(lines.at(-1)).toBe("  and 1980 more: npm run status");
  });
});
