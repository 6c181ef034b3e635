import type { CheckResult, Verdict } from "../domain/reconciliation.ts";

/** One customer's month as its sources have it. */
export type ComparedBill = {
  readonly account: string;
  readonly uin: string;
  /** First day of the month. */
  readonly billMonth: string;
  /** What the others are compared with, as decimal text; null where it is not loaded. */
  readonly total: string | null;
  /** The sources that are compared with the total; null where one is not loaded. */
  readonly others: readonly { readonly source: string; readonly figure: string | null }[];
  /** Those of them that differ from it, and by how much. */
  readonly differences: readonly {
    readonly source: string;
    readonly figure: string;
    readonly difference: string;
  }[];
  /** The worst of its checks. */
  readonly verdict: Verdict;
};

/** From worst to best. What could not be compared is never shown as green. */
const VERDICTS: readonly Verdict[] = ["mismatch", "not_comparable", "within_tolerance", "match"];

/** The check results put together by bill: mismatches first, then by account, customer and month. Pure. */
export function compareBills(results: readonly CheckResult[]): readonly ComparedBill[] {
  const bills = Map.groupBy(results, ({ account, uin, billMonth }) =>
    [account, uin, billMonth].join("\u0000"),
  );
  return [...bills.entries()]
    .toSorted(([left], [right]) => (left < right ? -1 : 1))
    .flatMap(([, checks]) => toBill(checks))
    .toSorted((left, right) => rankOf(left.verdict) - rankOf(right.verdict));
}

/** The sources that are compared with a total, in the order of the checks. Pure. */
export function sourcesOf(results: readonly CheckResult[]): readonly string[] {
  return [...new Set(results.map(({ leftSource }) => leftSource))];
}

function toBill(checks: readonly CheckResult[]): readonly ComparedBill[] {
  const [first] = checks;
  if (first === undefined) {
    return [];
  }
  const { account, uin, billMonth } = first;
  const verdict = checks
    .map((check) => check.verdict)
    .reduce((worst, one) => (rankOf(one) < rankOf(worst) ? one : worst));
  return [
    {
      account,
      uin,
      billMonth,
      total: first.rightAmount,
      others: checks.map(({ leftSource, leftAmount }) => ({
        source: leftSource,
        figure: leftAmount,
      })),
      differences: checks.flatMap(({ leftSource, leftAmount, difference }) =>
        leftAmount !== null && difference !== null && /[1-9]/.test(difference)
          ? [{ source: leftSource, figure: leftAmount, difference }]
          : [],
      ),
      verdict,
    },
  ];
}

function rankOf(verdict: Verdict): number {
  return VERDICTS.indexOf(verdict);
}
