import type { Side } from "./check.ts";

export type Verdict = "match" | "within_tolerance" | "mismatch" | "not_comparable";

/** Whose bill, and of which month. */
export type BillKey = {
  readonly account: string;
  readonly uin: string;
  /** First day of the month, `YYYY-MM-DD`. */
  readonly billMonth: string;
};

/** One stored comparison of two sources for a bill, or for one member of a group of it. */
export type CheckResult = BillKey & {
  readonly checkId: string;
  readonly leftSource: string;
  readonly rightSource: string;
  readonly dimension: string;
  readonly member: string;
  readonly unit: "amount" | "count";
  readonly leftAmount: string | null;
  readonly rightAmount: string | null;
  readonly difference: string | null;
  readonly verdict: Verdict;
};

/** A bill that there is something to compare of. */
export type CheckableBill = BillKey & {
  /** Rows that its slices have: what measuring it costs. */
  readonly rows: number;
  /** Equal as long as none of its slices was changed, or came or went. */
  readonly state: string;
  /** When it was last checked, and under which seal; undefined where it never was. */
  readonly checked: { readonly seal: string; readonly at: number } | undefined;
};

/** What one side of a comparison comes to. */
export type Figure = {
  /** '' for the whole bill. */
  readonly member: string;
  /** Exact, as plain decimal; null where a row has no value. */
  readonly amount: string | null;
  /** Of rows that are off: by how much the worst is, and the key of one. */
  readonly worst?: string;
  readonly example?: string;
};

/** A bill's figures, all of one moment. */
export type MeasuredBill = BillKey & {
  readonly state: string;
  /** Absent where the side's slice is not loaded. */
  readonly figures: ReadonlyMap<Side, readonly Figure[]>;
};

/** A label that a code has, or once had. */
export type Label = { readonly code: string; readonly name: string };

/** New results of one bill. */
export type CheckedBill = {
  readonly bill: BillKey;
  readonly results: readonly CheckResult[];
  /** While it would be the same again, so would the results; null: they are to be found anew. Absent: as it was. */
  readonly seal?: string | null;
};
