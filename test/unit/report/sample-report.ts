import type {
  MonthSpend,
  PipelineStatus,
  SpendBreakdown,
  SpendReport,
} from "../../../src/domain/spend-report.ts";

export const SOUND_STATUS: PipelineStatus = {
  dataThrough: "2026-11-21",
  customersExpected: 2,
  customersCovered: 2,
  slicesFresh: 20,
  slicesLate: 0,
  slicesFailed: 0,
  slicesMissing: 0,
  mismatches: 0,
  billsChecked: 4,
  billsClosed: 1,
  lastRunKind: "sync",
  lastRunStatus: "succeeded",
  lastRunStartedAt: "2026-11-22 09:30",
  lastRunFinishedAt: "2026-11-22 09:41",
  lastSuccessAt: "2026-11-22 09:41",
};

/** A report of a database in which nothing was ever loaded. */
export const EMPTY_REPORT: SpendReport = {
  at: "2026-11-22 10:15",
  month: undefined,
  isRunning: true,
  perspectives: [],
  status: {
    ...SOUND_STATUS,
    dataThrough: null,
    customersExpected: 0,
    customersCovered: 0,
    slicesFresh: 0,
    billsChecked: 0,
    billsClosed: 0,
    lastRunKind: null,
    lastRunStatus: null,
    lastRunStartedAt: null,
    lastRunFinishedAt: null,
    lastSuccessAt: null,
  },
  months: [],
  customers: [],
  products: [],
  regions: [],
  movements: [],
  payers: { months: [], regions: [] },
  checks: [],
  mismatches: [],
  coverage: [],
  gaps: [],
  changes: [],
  runs: [],
  unknownNames: [],
};

/** A month of 100.00 at list price of which 80.005 were charged. */
export function monthOf(over: Partial<MonthSpend> = {}): MonthSpend {
  return {
    month: "2026-11",
    currency: "USD",
    cost: "80.005",
    listCost: "100",
    discount: "5",
    voucher: "14.995",
    savedPercent: "20.0",
    lines: "12",
    customers: 2,
    closed: 0,
    closing: 0,
    reopened: 0,
    ...over,
  };
}

/** One item of 80.005, and nothing behind it. */
export function breakdownOf(over: Partial<SpendBreakdown["items"][number]> = {}): SpendBreakdown {
  const cost = over.cost ?? "80.005";
  return {
    currency: "USD",
    items: [
      {
        name: "Acme",
        code: "200000000001",
        perspective: "partner",
        cost,
        previousCost: "70",
        share: "100.0",
        ...over,
      },
    ],
    rest: undefined,
    behindTen: undefined,
    total: { count: 1, cost, previousCost: "70", share: "100.0" },
  };
}

/** A partner's report of a running November after an October; what a test is about comes in `over`. */
export function reportOf(over: Partial<SpendReport> = {}): SpendReport {
  return {
    ...EMPTY_REPORT,
    month: "2026-11",
    perspectives: ["partner"],
    status: SOUND_STATUS,
    months: [monthOf({ month: "2026-10", closed: 2 }), monthOf()],
    customers: [breakdownOf()],
    products: [breakdownOf({ name: "CVM", code: "p_cvm", perspective: null })],
    regions: [breakdownOf({ name: "Singapore", code: "9", perspective: null })],
    movements: [
      {
        currency: "USD",
        comparedUntil: "2026-10-22",
        previousCost: "70",
        cost: "80.005",
        change: "10.005",
        changePercent: "14.3",
        movers: [
          {
            customerUin: "200000000001",
            customerName: "Acme",
            product: "CVM",
            previousCost: "70",
            cost: "80.005",
            change: "10.005",
            changePercent: "14.3",
          },
        ],
      },
    ],
    ...over,
  };
}
