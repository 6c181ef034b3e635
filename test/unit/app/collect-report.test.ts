import { describe, expect, test } from "vitest";
import { createReportCollector } from "../../../src/app/collect-report.ts";
import { SliceError } from "../../../src/domain/slice-error.ts";
import { checkOf, endOf, planOf, reportOf, sliceOf, streamNamed } from "./run-sample.ts";

const STREAM = streamNamed("partner_bill_total");
const { result } = reportOf();

describe("a run's report", () => {
  test("names each slice that failed with code, RequestId and what to do", () => {
    const collector = createReportCollector();
    const error = new SliceError("forbidden", "You may not.", {
      code: "UnauthorizedOperation.CamNoAuth",
      requestId: "r-1",
      hint: "ask for the policy",
    });
    collector.sliceEnded(endOf(sliceOf(STREAM), { status: "forbidden", error }));

    expect(collector.report(result, 10).failures).toEqual([
      {
        account: "main",
        stream: "partner_bill_total",
        uin: "200000000001",
        month: "2026-10",
        status: "forbidden",
        code: "UnauthorizedOperation.CamNoAuth",
        message: "You may not.",
        requestId: "r-1",
        hint: "ask for the policy",
      },
    ]);
  });

  test("adds up the fields that nobody knew by stream, and only of what this run loaded", () => {
    const collector = createReportCollector();
    const other = streamNamed("customer");
    collector.sliceEnded(endOf(sliceOf(STREAM, "1"), { unknownFields: { New: 2, Other: 1 } }));
    collector.sliceEnded(endOf(sliceOf(STREAM, "2"), { unknownFields: { New: 3 } }));
    collector.sliceEnded(endOf(sliceOf(other), { unknownFields: { New: 1 } }));
    collector.sliceEnded(endOf(sliceOf(STREAM, "3"), { byOther: true }));

    expect(collector.report(result, 10).unknownFields).toEqual([
      { stream: "customer", field: "New", rows: 1 },
      { stream: "partner_bill_total", field: "New", rows: 5 },
      { stream: "partner_bill_total", field: "Other", rows: 1 },
    ]);
  });

  test("counts as unfinished what was planned and did not end, told or not", () => {
    const collector = createReportCollector();
    collector.planned(planOf(2), []);
    collector.planned(planOf(8), []);
    collector.sliceEnded(endOf(sliceOf(STREAM, "1")));
    collector.sliceEnded(endOf(sliceOf(STREAM, "2"), { status: "unfinished" }));
    collector.sliceEnded(endOf(sliceOf(STREAM, "3"), { status: "held" }));

    expect(collector.report(result, 10)).toMatchObject({ unfinished: 8, held: 1, failures: [] });
  });

  test("keeps the closed bills that a backfill was asked for, and not those that a sync met", () => {
    const bill = { account: "main", uin: "200000000001", billMonth: "2026-08-01" };
    const collector = createReportCollector();
    collector.planned({ ...planOf(1), closed: [bill] }, []);

    expect(collector.report({ ...result, kind: "backfill" }, 10).closed).toEqual([bill]);
    expect(collector.report({ ...result, kind: "sync" }, 10).closed).toEqual([]);
  });

  test("keeps what it is told of checks in parts", () => {
    const collector = createReportCollector();
    collector.checked([checkOf()]);
    collector.checked([checkOf({ checkId: "closed_month_restated", verdict: "mismatch" })]);

    expect(collector.report(result, 10).checks).toMatchObject({ match: 1, mismatch: 1 });
  });

  test("keeps every mismatch and counts the other verdicts", () => {
    const collector = createReportCollector();
    const mismatch = checkOf({ verdict: "mismatch", difference: "0.01" });
    collector.checked([checkOf(), mismatch, checkOf({ verdict: "not_comparable" })]);

    expect(collector.report(result, 10)).toMatchObject({
      checks: { match: 1, mismatch: 1, not_comparable: 1, within_tolerance: 0 },
      mismatches: [mismatch],
    });
  });
});
