import {
  addMonths,
  type BillMonth,
  billMonthAt,
  monthsBetween,
  settledAt,
} from "../domain/bill-month.ts";
import { STEADY_FOR_MS } from "../domain/month-state.ts";
import type { SliceState } from "../domain/warehouse.ts";

/** The months that a sync looks at in any case, oldest first: the current UTC+8 month and those before it. */
export function openMonthsAt(now: number, count: number): readonly BillMonth[] {
  const current = billMonthAt(now);
  return monthsBetween(addMonths(current, 1 - count), current);
}

export type LookbackInput = {
  readonly now: number;
  readonly openMonths: number;
  /** When the last sync that succeeded began; the first sync ever where none did. */
  readonly since: number | undefined;
};

/**
 * The months before the open ones that a sync may have to look at again: everything that was open
 * when the last good sync ran, or since. After an outage of six weeks these are the months that were
 * never seen in their final state. Oldest first.
 */
export function lookbackMonths({ now, openMonths, since }: LookbackInput): readonly BillMonth[] {
  if (since === undefined) {
    return [];
  }
  const [oldestOpen = billMonthAt(now)] = openMonthsAt(now, openMonths);
  const monthThen = billMonthAt(since);
  const openThen = addMonths(monthThen, 1 - openMonths);
  // With a single open month the one before it may have been settling still when that sync ran.
  const before = addMonths(monthThen, -1);
  const oldestThen = since < settledAt(before) && before < openThen ? before : openThen;
  return monthsBetween(oldestThen, addMonths(oldestOpen, -1));
}

/**
 * The months just before the open ones, oldest first: one of their slices that was loaded while its
 * bill could still change is looked at until it was loaded once more. With a single open month this
 * is what reads a month in its final state.
 */
export function settlingMonths(now: number, openMonths: number): readonly BillMonth[] {
  const [oldestOpen = billMonthAt(now)] = openMonthsAt(now, openMonths);
  return [addMonths(oldestOpen, -2), addMonths(oldestOpen, -1)];
}

/**
 * Whether a slice of an earlier month still has to be loaded: it never was, or not since the month's
 * bill can be taken as settled (after the 6th day of the following month).
 */
export function isUnsettled(month: BillMonth, state: SliceState | undefined): boolean {
  // A month that was only verified has not been looked at as a whole.
  return state?.lastFullAt === undefined || state.lastFullAt < settledAt(month);
}

/**
 * Whether a whole extraction now would show that a slice has been steady for long enough for its month
 * to be closed, and the last one did not.
 */
export function canBecomeSteady(
  { lastFullAt, steadySince }: Pick<SliceState, "lastFullAt" | "steadySince">,
  now: number,
): boolean {
  return (
    lastFullAt !== undefined &&
    steadySince !== undefined &&
    lastFullAt - steadySince < STEADY_FOR_MS &&
    now - steadySince >= STEADY_FOR_MS
  );
}
