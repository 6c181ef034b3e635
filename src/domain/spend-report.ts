import type { BillMonth } from "./bill-month.ts";

/**
 * What the report page tells. Amounts are exact decimal text, never a number, and never of two
 * currencies; `currency` is '' where the vendor does not say. Instants are `YYYY-MM-DD HH:MM` on the
 * clock of UTC+8.
 */
export type SpendReport = {
  /** When all of it was read: one moment for every figure. */
  readonly at: string;
  /** The month that is told in detail; undefined where no bill is loaded. */
  readonly month: BillMonth | undefined;
  /** Whether that month is not over yet. */
  readonly isRunning: boolean;
  /** Whose lines its customers' amounts are added up from. */
  readonly perspectives: readonly Perspective[];
  readonly status: PipelineStatus;
  /** Months up to `month`, oldest first, one entry for each currency. */
  readonly months: readonly MonthSpend[];
  /** Each list has one entry for each currency. */
  readonly customers: readonly SpendBreakdown[];
  readonly products: readonly SpendBreakdown[];
  readonly regions: readonly SpendBreakdown[];
  readonly movements: readonly Movements[];
  /** Bills of direct accounts: no part of the amounts above. */
  readonly payers: PayerSpend;
  readonly checks: readonly MonthChecks[];
  /** The first ones; `status.mismatches` says how many there are. */
  readonly mismatches: readonly Mismatch[];
  readonly coverage: readonly MonthCoverage[];
  /** What should be there and is not, the worst first, no more than are worth reading. */
  readonly gaps: readonly CoverageGap[];
  readonly changes: readonly BillChange[];
  /** The newest first. */
  readonly runs: readonly ReportedRun[];
  readonly unknownNames: readonly UnknownLabel[];
};

export type Perspective = "partner" | "customer";

/** How far to trust the rest. */
export type PipelineStatus = {
  /** The latest day on which a loaded line was settled. */
  readonly dataThrough: string | null;
  readonly customersExpected: number;
  readonly customersCovered: number;
  readonly slicesFresh: number;
  readonly slicesLate: number;
  readonly slicesFailed: number;
  readonly slicesMissing: number;
  readonly mismatches: number;
  readonly billsChecked: number;
  readonly billsClosed: number;
  readonly lastRunKind: string | null;
  readonly lastRunStatus: string | null;
  readonly lastRunStartedAt: string | null;
  readonly lastRunFinishedAt: string | null;
  readonly lastSuccessAt: string | null;
};

export type MonthSpend = {
  readonly month: BillMonth;
  readonly currency: string;
  readonly cost: string;
  /** At list price; null where only the vendor's totals are loaded. */
  readonly listCost: string | null;
  /** Null where no line says: those of customers' own bills do not. */
  readonly discount: string | null;
  readonly voucher: string | null;
  /** What is charged less than the list price, in percent of that, to one decimal. */
  readonly savedPercent: string | null;
  /** Null where only the vendor's totals are loaded. */
  readonly lines: string | null;
  readonly customers: number;
  /** Of `customers`, those whose month is closed. */
  readonly closed: number;
  readonly closing: number;
  readonly reopened: number;
};

/** What a month's cost is made of, in one currency. */
export type SpendBreakdown = {
  readonly currency: string;
  /** The dearest first. */
  readonly items: readonly SpendItem[];
  /** All that is behind `items`. */
  readonly rest: SpendSum | undefined;
  /** All that is behind the first ten. */
  readonly behindTen: SpendSum | undefined;
  readonly total: SpendSum;
};

export type SpendItem = {
  /** Null where the lines have none. */
  readonly name: string | null;
  /** The UIN, or the vendor's code. */
  readonly code: string | null;
  /** Whose lines they are; null where the breakdown is not by customer. */
  readonly perspective: Perspective | null;
  /** Null where the month has nothing of it. */
  readonly cost: string | null;
  /** In the whole month before. */
  readonly previousCost: string | null;
  /** In percent of the total, to one decimal; null where the total is not above 0. */
  readonly share: string | null;
};

export type SpendSum = {
  readonly count: number;
  readonly cost: string | null;
  readonly previousCost: string | null;
  readonly share: string | null;
};

/** What became dearer and cheaper against the month before, in one currency. */
export type Movements = {
  readonly currency: string;
  /** The last day of the month before that is counted. */
  readonly comparedUntil: string;
  /** Of all customers both of whose months are loaded. */
  readonly previousCost: string | null;
  readonly cost: string | null;
  readonly change: string | null;
  readonly changePercent: string | null;
  /** The largest, from the greatest rise to the greatest fall. */
  readonly movers: readonly Mover[];
};

export type Mover = {
  readonly customerUin: string;
  readonly customerName: string;
  readonly product: string | null;
  readonly previousCost: string;
  readonly cost: string;
  readonly change: string;
  /** Null where there was nothing before. */
  readonly changePercent: string | null;
};

/** The vendor names no currency for them. */
export type PayerSpend = {
  readonly months: readonly PayerMonth[];
  /** Of the report's month. */
  readonly regions: readonly PayerRegion[];
};

export type PayerMonth = {
  readonly month: BillMonth;
  readonly payerUin: string;
  readonly payerName: string;
  readonly cost: string;
  readonly cash: string | null;
  readonly freeCredit: string | null;
  readonly voucher: string | null;
  readonly commissionCredit: string | null;
};

export type PayerRegion = {
  readonly payerUin: string;
  readonly payerName: string;
  readonly region: string | null;
  readonly cost: string;
  readonly share: string | null;
};

/** How a month's bills compare with the vendor's own totals. */
export type MonthChecks = {
  readonly month: BillMonth;
  readonly bills: number;
  readonly comparisons: number;
  readonly matches: number;
  readonly withinTolerance: number;
  readonly mismatches: number;
  readonly notComparable: number;
  /** The largest difference that was found between amounts, without its sign; null where nothing was compared. */
  readonly largestDifference: string | null;
  readonly checkedAt: string;
};

export type Mismatch = {
  readonly month: BillMonth;
  readonly uin: string;
  readonly customerName: string;
  readonly checkId: string;
  readonly leftSource: string;
  readonly rightSource: string;
  /** What both sides are grouped by, and the group; '' for the whole bill. */
  readonly dimension: string;
  readonly member: string;
  readonly unit: "amount" | "count";
  readonly leftAmount: string | null;
  readonly rightAmount: string | null;
  readonly difference: string | null;
};

/** How many slices of a month stand how; without a month: the customer lists. */
export type MonthCoverage = {
  readonly month: BillMonth | null;
  readonly slices: number;
  readonly fresh: number;
  readonly closed: number;
  readonly late: number;
  readonly failed: number;
  readonly notReady: number;
  readonly neverLoaded: number;
  readonly forbidden: number;
};

export type CoverageGap = {
  readonly account: string;
  readonly stream: string;
  readonly uin: string;
  readonly customerName: string | null;
  readonly month: BillMonth | null;
  readonly state: string;
  readonly lastSuccessAt: string | null;
  readonly errorCode: string | null;
  /** The vendor's words: whoever shows them blanks out secrets first. */
  readonly errorMessage: string | null;
};

/** What runs of one day changed in one bill; without a bill: how many were loaded for the first time. */
export type BillChange = {
  readonly day: string;
  readonly what: "first load" | "restated" | "rekeyed";
  readonly bills: number;
  readonly uin: string | null;
  readonly customerName: string | null;
  readonly month: BillMonth | null;
  readonly rowsAdded: string;
  readonly rowsChanged: string;
  readonly rowsRemoved: string;
  /** New less old amount; null where bills are only counted. */
  readonly difference: string | null;
};

export type ReportedRun = {
  readonly runId: string;
  readonly kind: string;
  readonly status: string;
  readonly startedAt: string;
  readonly finishedAt: string | null;
  readonly slicesPlanned: number;
  readonly slicesLoaded: number;
  readonly slicesFailed: number;
  readonly calls: number;
  readonly rowsAdded: string;
  readonly rowsChanged: string;
  readonly rowsRemoved: string;
};

/** A name in bill lines that no summary has taught, so that it has no code. */
export type UnknownLabel = {
  readonly dimension: string;
  readonly name: string;
  readonly lines: string;
  readonly bills: number;
  readonly sinceMonth: BillMonth;
};
