import type { StatusReport } from "../../../src/app/show-status.ts";

type Coverage = StatusReport["coverage"][number];
type Gap = StatusReport["gaps"][number];
type Run = StatusReport["runs"][number];
type Kept = StatusReport["kept"]["unknown"][number];

export const NOW = Date.parse("2026-11-21T04:00:00Z");

const NO_SLICES = {
  failed: 0,
  never_loaded: 0,
  late: 0,
  not_ready: 0,
  forbidden: 0,
  fresh: 0,
  closed: 0,
};

/** One month of one stream, loaded an hour ago; `states` are added to nothing. */
export function coverageOf(
  billMonth: string,
  states: Partial<Coverage["states"]>,
  more: Partial<Coverage> = {},
): Coverage {
  const all = { ...NO_SLICES, ...states };
  return {
    account: "main",
    stream: "partner_bill_total",
    billMonth,
    slices: Object.values(all).reduce((sum, count) => sum + count, 0),
    states: all,
    rows: "10",
    neverLoaded: 0,
    oldestSuccessAt: NOW - 3_600_000,
    lastError: undefined,
    ...more,
  };
}

/** A slice that failed an hour ago and was never loaded. */
export function gapOf(more: Partial<Gap> = {}): Gap {
  return {
    account: "main",
    stream: "partner_bill_detail",
    uin: "200000000001",
    customerName: "Acme Ltd",
    billMonth: "2026-10-01",
    state: "failed",
    code: "InternalError",
    message: "DescribeCustomerBillDetail: InternalError: it broke",
    requestId: "r-1",
    lastAttemptAt: NOW - 3_600_000,
    lastSuccessAt: undefined,
    ...more,
  };
}

/** A run of fourteen seconds in which all went well. */
export function runOf(more: Partial<Run> = {}): Run {
  return {
    runId: "7",
    kind: "sync",
    status: "succeeded",
    exitCode: 0,
    startedAt: NOW - 60_000,
    finishedAt: NOW - 46_000,
    isAlive: false,
    slicesPlanned: 12,
    slicesLoaded: 12,
    slicesFailed: 0,
    calls: "87",
    throttles: "0",
    rowsAdded: "0",
    rowsChanged: "0",
    rowsRemoved: "0",
    ...more,
  };
}

/** A field that a load kept in `extra` an hour ago. */
export function keptOf(more: Partial<Kept> = {}): Kept {
  return {
    stream: "partner_bill_detail",
    field: "NewField",
    rows: "12",
    slices: 1,
    sinceMonth: "2026-10-01",
    newestAt: NOW - 3_600_000,
    ...more,
  };
}

/** A warehouse with one good month and one run. */
export function statusOf(more: Partial<StatusReport> = {}): StatusReport {
  return {
    at: NOW,
    coverage: [coverageOf("2026-10-01", { fresh: 3 })],
    gaps: [],
    runs: [runOf()],
    holdings: [],
    next: undefined,
    kept: { unknown: [], raw: [] },
    unknownNames: [],
    ...more,
  };
}
