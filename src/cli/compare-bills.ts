import type { CheckResult, Verdict } from "../domain/reconciliation.ts";

/** One customer's month as its sources have it. */
export type ComparedBill = {
  readonly account: string;
  readonly uin: string;
  /** First day of the month. */
  readonly billMonth: string;
  /** Amount by source, as decimal text; null where that source is not loaded. */
  readonly figures: ReadonlyMap<string, string | null>;
  /** Sources that differ from what they are compared with, and by how much. */
  readonly differences: readonly { readonly source: string; readonly difference: string }[];
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

/** The sources that occur, in the order of the checks: those compared first, then what with. Pure. */
export function sourcesOf(results: readonly CheckResult[]): readonly string[] {
  const amounts = results.filter(({ unit }) => unit === "amount");
  const lefts = amounts.map(({ leftSource }) => leftSource);
  return [...new Set([...lefts, ...amounts.map(({ rightSource }) => rightSource)])];
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
      figures: new Map(
        checks.flatMap((check) => [
          [check.leftSource, check.leftAmount] as const,
          [check.rightSource, check.rightAmount] as const,
        ]),
      ),
      differences: checks.flatMap(({ leftSource, difference }) =>
        difference !== null && /[1-9]/.test(difference) ? [{ source: leftSource, difference }] : [],
      ),
      verdict,
    },
  ];
}

function rankOf(verdict: Verdict): number {
  return VERDICTS.indexOf(verdict);
}
