import type { RunReport } from "../../../src/app/run-report.ts";
import type { CheckResult } from "../../../src/domain/reconciliation.ts";
import type { Slice } from "../../../src/domain/slice.ts";
import type { Lane } from "../../../src/domain/source.ts";
import { defineStream, type Stream } from "../../../src/domain/stream.ts";
import type { LaneLoad } from "../../../src/pipeline/estimate-calls.ts";
import type { Plan, PlannedSlice } from "../../../src/pipeline/plan-slices.ts";
import type { SliceEnd } from "../../../src/pipeline/run-outcome.ts";

export function streamNamed(name: string, callsPerSecond = 1): Stream {
  return defineStream({
    name,
    service: { name: "partner", version: "2022-09-28", host: "partner.example" },
    action: name,
    role: "partner",
    callsPerSecond,
    slicing: "customer-month",
    phase: "summary",
    requests: () => [{}],
    tables: [{ name, mode: "replace", place: {}, constants: {}, key: [], columns: {} }],
  });
}

export function sliceOf(stream: Stream, uin = "200000000001", month = "2026-10"): Slice {
  return { account: "main", stream, uin, month };
}

export function plannedOf(slice: Slice): PlannedSlice {
  return { slice, reason: "open month", mode: "full", isRequired: true };
}

export function laneOf(stream: Stream): Lane {
  return {
    key: stream.name,
    name: `partner.${stream.name}`,
    callsPerSecond: stream.callsPerSecond,
    slicesAtOnce: 4,
  };
}

export function loadOf(stream: Stream, slices: number, calls = slices): LaneLoad {
  return { lane: laneOf(stream), calls, callsWhole: calls, slices };
}

/** A plan of so many slices; which ones is nobody's business here. */
export function planOf(slices: number): Plan {
  const slice = sliceOf(streamNamed("any"));
  return {
    slices: Array.from({ length: slices }, () => plannedOf(slice)),
    skipped: [],
    closed: [],
  };
}

export function endOf(slice: Slice, end: Partial<SliceEnd> = {}): SliceEnd {
  return {
    planned: plannedOf(slice),
    status: "loaded",
    byOther: false,
    rowsAdded: 0,
    rowsChanged: 0,
    rowsRemoved: 0,
    ...end,
  };
}

export function checkOf(check: Partial<CheckResult> = {}): CheckResult {
  return {
    account: "main",
    uin: "200000000001",
    billMonth: "2026-10-01",
    checkId: "R1",
    leftSource: "partner_bill_by_region",
    rightSource: "partner_bill_total",
    dimension: "",
    member: "",
    unit: "amount",
    leftAmount: "1.00000000",
    rightAmount: "1.00000000",
    difference: "0.00000000",
    verdict: "match",
    ...check,
  };
}

export function reportOf(
  report: Partial<Omit<RunReport, "result">> & {
    readonly result?: Partial<RunReport["result"]>;
  } = {},
): RunReport {
  return {
    continues: undefined,
    durationMs: 14_100,
    failures: [],
    held: 0,
    unfinished: 0,
    checks: { match: 24, within_tolerance: 0, mismatch: 0, not_comparable: 12 },
    mismatches: [],
    skipped: [],
    closed: [],
    unknownFields: [],
    ...report,
    result: {
      runId: "12",
      kind: "sync",
      status: "succeeded",
      exitCode: 0,
      counts: {
        slicesPlanned: 62,
        slicesLoaded: 62,
        slicesFailed: 0,
        calls: 1072,
        throttles: 1,
        rowsAdded: 3199,
        rowsChanged: 6,
        rowsRemoved: 0,
      },
      ...report.result,
    },
  };
}
