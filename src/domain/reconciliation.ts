export type Verdict = "match" | "within_tolerance" | "mismatch" | "not_comparable";

/** One stored comparison of two sources' amounts for a customer-month. */
export type CheckResult = {
  readonly account: string;
  readonly uin: string;
  readonly billMonth: string;
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

/** What is loaded of one stream for one customer-month. */
export type LoadedAmount = {
  readonly account: string;
  readonly uin: string;
  readonly billMonth: string;
  readonly stream: string;
  readonly amount: string;
};
