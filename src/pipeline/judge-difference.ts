import type { CheckTolerances, Comparison } from "../domain/check.ts";
import type { Verdict } from "../domain/reconciliation.ts";
import { halfUnitOf, isWithin, isZero } from "./decimal-sum.ts";

/** What a verdict depends on, apart from the difference. */
export type Judgement = {
  readonly tolerance: string;
  /** In the running month nothing is compared: there summaries lag a day behind lines. */
  readonly isRunning: boolean;
  readonly isInformational: boolean;
  readonly isSurplusAccepted: boolean;
};

/** Pure. `deviation` is what tolerance is measured by where that is not the difference itself. */
export function judgeDifference(
  difference: string | null,
  judgement: Judgement,
  deviation: string | null = difference,
): Verdict {
  const { tolerance, isRunning, isInformational, isSurplusAccepted } = judgement;
  if (difference === null || isRunning) {
    return "not_comparable";
  }
  if (isZero(difference)) {
    return "match";
  }
  const isSurplus = isSurplusAccepted && !difference.startsWith("-");
  if (isSurplus || isWithin(deviation ?? difference, tolerance)) {
    return "within_tolerance";
  }
  return isInformational ? "not_comparable" : "mismatch";
}

/**
 * How far the two sides may be apart: as configured for the check's dimension; else as configured
 * for the check, but never less than is declared for the dimension; else as declared; else half a
 * unit of the last digit of a side that is sent rounded; else not at all. Pure.
 */
export function toleranceOf(
  checkId: string,
  { dimension, tolerance, right }: Comparison,
  tolerances: CheckTolerances,
  rightAmount: string | null,
): string {
  const ofDimension = tolerances.get(`${checkId}.${dimension}`);
  const ofCheck = tolerances.get(checkId);
  if (ofDimension !== undefined) {
    return ofDimension;
  }
  if (ofCheck !== undefined) {
    return tolerance === undefined || isWithin(tolerance, ofCheck) ? ofCheck : tolerance;
  }
  const isRounded = !("constant" in right) && right.isRounded === true;
  return tolerance ?? (isRounded && rightAmount !== null ? halfUnitOf(rightAmount) : "0");
}
