import { addMonths, type BillMonth, instantOfDay } from "./bill-month.ts";
import type { BillKey, CheckResult } from "./reconciliation.ts";
import type { SliceStatus } from "./run.ts";

/**
 * Where a bill's month stands: `open` it may still change · `closing` it may be closed by now, and a
 * condition is missing · `closed` its totals are frozen and no run loads it · `reopened` somebody
 * opened it again: it is loaded like an open one until it closes anew.
 */
export type MonthState = "open" | "closing" | "closed" | "reopened";

/** When months are closed, and how many of them are looked after. */
export type MonthRules = {
  /** A month may be closed from the start of this day (UTC+8) of the next one on. */
  readonly closeFromDay: number;
  /** How many of the last closed months are watched; 0: none. */
  readonly watchMonths: number;
};

/** Two whole extractions at least this far apart, that agree, make a bill steady. */
export const STEADY_FOR_MS = 20 * 3_600_000;

/** Under this id a closed bill's total, as the API tells it now, is held against the frozen one. */
export const CLOSED_MONTH_RESTATED = "closed_month_restated";

/** The instant from which on `month` may be closed. */
export function closableFrom(
  month: BillMonth,
  { closeFromDay }: Pick<MonthRules, "closeFromDay">,
): number {
  return instantOfDay(addMonths(month, 1), closeFromDay);
}

/** What bookkeeping knows of one of a bill's slices. Times are epoch milliseconds. */
export type SliceFacts = {
  readonly stream: string;
  readonly status: SliceStatus;
  /** Whether it was ever loaded. */
  readonly wasLoaded: boolean;
  readonly lastChangedAt: number | undefined;
  readonly lastFullAt: number | undefined;
  /** The first whole extraction, after the bill was issued, since which it is the same. */
  readonly steadySince: number | undefined;
  /** Whether a run is loading it now. */
  readonly isClaimed: boolean;
};

/** All that decides whether a bill that is not closed may be. */
export type MonthFacts = BillKey & {
  readonly state: Exclude<MonthState, "closed">;
  /** What it was waiting for when it was last looked at. */
  readonly waitsFor: readonly string[];
  readonly slices: readonly SliceFacts[];
  /** The checks that found a mismatch, each once. */
  readonly mismatches: readonly string[];
  /** When its rows were last read for the checks, epoch milliseconds. */
  readonly checkedAt: number | undefined;
  /** Equal as long as all of this is the same. */
  readonly version: string;
};

/** A bill that is not closed yet, and which conditions are missing. */
export type WaitingBill = BillKey & { readonly waitsFor: readonly string[] };

/** What came of closing all that may be closed. */
export type CloseOutcome = {
  /** Closed now, or with a dry run those that would be. */
  readonly closed: readonly BillKey[];
  /** Not closed, though their day has come. */
  readonly waiting: readonly WaitingBill[];
  /** Bills of months that are over whose day has not come, and when it does (epoch milliseconds). */
  readonly tooEarly: readonly (BillKey & { readonly from: number })[];
};

/** A closed bill's frozen total, in one of the streams that tell it in one cheap call. */
export type FrozenTotal = BillKey & {
  readonly stream: string;
  /** Exact. */
  readonly amount: string;
  /** Epoch milliseconds. */
  readonly closedAt: number;
  /** When it was last compared since then, epoch milliseconds. */
  readonly watchedAt: number | undefined;
  /** Whether the last comparison found a difference. */
  readonly isRestated: boolean;
};

/** Which bills are meant; what is absent is not restricted. */
export type BillSelection = {
  readonly accounts?: readonly string[] | undefined;
  readonly uins?: readonly string[] | undefined;
  readonly months?: readonly BillMonth[] | undefined;
};

/** Who makes a transition, and when: epoch milliseconds. */
export type Transition = { readonly by: string; readonly now: number };

/** The states of bills' months, each transition noted with who made it, when and why. */
export interface MonthBook {
  /** The bills that are closed: no run loads them. */
  closed(): Promise<readonly BillKey[]>;
  /** The bills that were opened again and are not closed yet: runs load them like open ones. */
  reopened(): Promise<readonly BillKey[]>;
  /** The state of each bill of the selection that was ever loaded, by account, UIN and month. */
  states(selection: BillSelection): Promise<readonly (BillKey & { readonly state: MonthState })[]>;
  /** What decides on each bill of the selection that was ever loaded, is not closed and is older than `before`. */
  facts(selection: BillSelection, before: BillMonth): Promise<readonly MonthFacts[]>;
  /** Notes what bills are waiting for. Writes only what is new. */
  noteWaiting(waiting: readonly WaitingBill[], transition: Transition): Promise<void>;
  /**
   * Closes bills and freezes what they come to, in one transaction. Returns those that are closed
   * now: one that is no longer as its facts say is left as it is.
   */
  close(bills: readonly MonthFacts[], transition: Transition): Promise<readonly BillKey[]>;
  /**
   * Opens closed bills again, in one transaction: their slices have to prove anew that they are
   * steady, and a restatement that was found is settled. Returns those that were closed.
   */
  reopen(
    bills: readonly BillKey[],
    transition: Transition & { readonly reason: string },
  ): Promise<readonly BillKey[]>;
  /** The frozen totals of the closed bills, by the streams that tell a bill's total. */
  frozenTotals(selection: BillSelection): Promise<readonly FrozenTotal[]>;
  /** Stores what comparing closed bills with their frozen totals found. Those opened meanwhile are left out. */
  noteWatched(results: readonly CheckResult[], now: number): Promise<void>;
  /** The restatements that stand: closed bills that no longer come to what was frozen. */
  restated(selection: BillSelection): Promise<readonly CheckResult[]>;
}
