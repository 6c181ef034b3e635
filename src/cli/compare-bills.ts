import type { CheckResult, Verdict } from "../domain/reconciliation.ts";

/** How a bill stands; `partly`: what could be compared is equal, and something could not. */
export type BillStanding = "mismatch" | "not_comparable" | "partly" | "within_tolerance" | "match";

/** One customer's month, all checks together. */
export type ComparedBill = {
  readonly account: string;
  readonly uin: string;
  /** First day of the month. */
  readonly billMonth: string;
  /** What it comes to, as decimal text; null where no whole bill was compared. */
  readonly total: string | null;
  readonly counts: Readonly<Record<Verdict, number>>;
  readonly standing: BillStanding;
};

/** From worst to best. What could not be compared is never shown as green. */
const STANDINGS: readonly BillStanding[] = [
  "mismatch",
  "not_comparable",
  "partly",
  "within_tolerance",
  "match",
];

/** The check results put together by bill: the worst first, then by account, customer and month. Pure. */
export function compareBills(results: readonly CheckResult[]): readonly ComparedBill[] {
  const bills = Map.groupBy(results, ({ account, uin, billMonth }) =>
    [account, uin, billMonth].join("\u0000"),
  );
  return [...bills.entries()]
    .toSorted(([left], [right]) => (left < right ? -1 : 1))
    .flatMap(([, checks]) => toBill(checks))
    .toSorted((left, right) => rankOf(left.standing) - rankOf(right.standing));
}

function toBill(checks: readonly CheckResult[]): readonly ComparedBill[] {
  const counts = { match: 0, within_tolerance: 0, mismatch: 0, not_comparable: 0 };
  for (const { verdict } of checks) {
    counts[verdict] += 1;
  }
  const whole = checks.find(({ dimension, unit }) => dimension === "" && unit === "amount");
  return checks.slice(0, 1).map(({ account, uin, billMonth }) => ({
    account,
    uin,
    billMonth,
    total: whole?.rightAmount ?? null,
    counts,
    standing: standingOf(counts),
  }));
}

function standingOf(counts: Readonly<Record<Verdict, number>>): BillStanding {
  if (counts.mismatch > 0) {
    return "mismatch";
  }
  if (counts.not_comparable > 0) {
    return counts.match + counts.within_tolerance === 0 ? "not_comparable" : "partly";
  }
  return counts.within_tolerance > 0 ? "within_tolerance" : "match";
}

function rankOf(standing: BillStanding): number {
  return STANDINGS.indexOf(standing);
}
