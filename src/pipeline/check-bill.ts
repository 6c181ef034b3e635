import type { Check, CheckRules, Comparison } from "../domain/check.ts";
import type { CheckResult, Figure, Label, MeasuredBill } from "../domain/reconciliation.ts";
import {
  doubtfulMembers,
  type LabelledPairs,
  matchLabels,
  type Pair,
  pairFigures,
  sumOf,
} from "./compare-labels.ts";
import { subtractDecimals } from "./decimal-sum.ts";
import { judgeDifference, toleranceOf } from "./judge-difference.ts";

/** What the labels of a comparison stand for. */
export type LabelsOf = (comparison: Comparison) => readonly Label[];

/** The results of every comparison that at least one side of is loaded, exact. Pure. */
export function checkBill(
  bill: MeasuredBill,
  { checks, tolerances }: CheckRules,
  { isRunning, labelsOf }: { readonly isRunning: boolean; readonly labelsOf: LabelsOf },
): readonly CheckResult[] {
  return checks.flatMap((check) =>
    check.comparisons.flatMap((comparison) => {
      const { pairs, unclear } = pairsOf(bill, comparison, labelsOf);
      return pairs.map((pair) => {
        const rightAmount = pair.right?.amount ?? null;
        const tolerance = toleranceOf(check.id, comparison, tolerances, rightAmount);
        const result = compare({ bill, check, comparison, pair, tolerance, isRunning });
        const isUnclear = unclear.has(pair.member) && result.verdict === "mismatch";
        return isUnclear ? { ...result, verdict: "not_comparable" as const } : result;
      });
    }),
  );
}

/** The labels of one comparison of a bill that have to be looked up before it can be judged. Pure. */
export function labelsToLookUp(bill: MeasuredBill, comparison: Comparison): readonly string[] {
  const { left, right } = figuresOf(bill, comparison);
  return comparison.codes === undefined || left === undefined || right === undefined
    ? []
    : doubtfulMembers(pairFigures(left, right));
}

function figuresOf(
  { figures }: MeasuredBill,
  { left, right }: Comparison,
): { readonly left?: readonly Figure[]; readonly right?: readonly Figure[] } {
  const lefts = figures.get(left);
  const rights =
    "constant" in right ? [{ member: "", amount: right.constant }] : figures.get(right);
  return {
    ...(lefts === undefined ? {} : { left: lefts }),
    ...(rights === undefined ? {} : { right: rights }),
  };
}

function pairsOf(bill: MeasuredBill, comparison: Comparison, labelsOf: LabelsOf): LabelledPairs {
  const { left, right } = figuresOf(bill, comparison);
  const none = new Set<string>();
  if (left === undefined || right === undefined) {
    const isConstant = "constant" in comparison.right;
    const isThere = left !== undefined || (right !== undefined && !isConstant);
    return { pairs: isThere ? [oneSided(left, right)] : [], unclear: none };
  }
  const pairs = pairFigures(left, right);
  return comparison.codes === undefined
    ? { pairs, unclear: none }
    : matchLabels(pairs, labelsOf(comparison));
}

/** Of a side that has no other to be compared with, the whole. */
function oneSided(left: readonly Figure[] | undefined, right: readonly Figure[] | undefined): Pair {
  return { member: "", left: wholeOf(left), right: wholeOf(right) };
}

function wholeOf(figures: readonly Figure[] | undefined): Figure {
  return { member: "", amount: figures === undefined ? null : sumOf(figures) };
}

type ComparePair = {
  readonly bill: MeasuredBill;
  readonly check: Check;
  readonly comparison: Comparison;
  readonly pair: Pair;
  readonly tolerance: string;
  readonly isRunning: boolean;
};

function compare(request: ComparePair): CheckResult {
  const { bill, check, comparison, pair, tolerance, isRunning } = request;
  const { account, uin, billMonth } = bill;
  // Who is not in a list that is loaded has nothing there.
  const leftAmount = pair.left === undefined ? "0" : pair.left.amount;
  const rightAmount = pair.right === undefined ? "0" : pair.right.amount;
  const difference =
    leftAmount === null || rightAmount === null ? null : subtractDecimals(leftAmount, rightAmount);
  const judgement = {
    tolerance,
    isRunning,
    isInformational: check.isInformational === true,
    isSurplusAccepted: comparison.isSurplusAccepted === true,
  };
  return {
    account,
    uin,
    billMonth,
    checkId: check.id,
    leftSource: comparison.left.source,
    rightSource: comparison.right.source,
    dimension: comparison.dimension,
    member: pair.left?.example ?? pair.member,
    unit: comparison.unit,
    leftAmount,
    rightAmount,
    difference,
    verdict: judgeDifference(difference, judgement, pair.left?.worst),
  };
}
