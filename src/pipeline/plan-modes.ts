import { issuedAt } from "../domain/bill-month.ts";
import type { SliceState } from "../domain/warehouse.ts";
import { billOf, gatedBills } from "./bill-of.ts";
import { chooseForFullCheck } from "./choose-for-full-check.ts";
import { canBecomeSteady } from "./due-months.ts";
import { type PlannedSlice, type Reason, sliceStateKey, stateKey } from "./plan-slices.ts";

export type PlanModesInput = {
  readonly now: number;
  readonly states: readonly SliceState[];
  /** Whoever asks for months wants them read. */
  readonly isBackfill: boolean;
};

/**
 * Which of the due slices have to be extracted whole, and which only where the gate of their bill has
 * moved; and in which order: never loaded, then those that may have changed, then the oldest
 * verified. Pure.
 */
export function planModes(
  planned: readonly PlannedSlice[],
  { now, states, isBackfill }: PlanModesInput,
): readonly PlannedSlice[] {
  const stateByKey = new Map(states.map((state) => [stateKey(state), state]));
  const stateOf = (one: PlannedSlice): SliceState | undefined =>
    stateByKey.get(sliceStateKey(one.slice));
  const gated = isBackfill ? new Set<string>() : gatedBills(planned.map(({ slice }) => slice));
  const decided = planned.map((one) =>
    gated.has(billOf(one.slice) ?? "") ? decide(one, stateOf(one), now) : one,
  );
  const chosen = chooseForFullCheck(decided, { now, stateOf });
  return inOrder(
    decided.map((one) => (chosen.has(billOf(one.slice) ?? "") ? wholeFor(one) : one)),
    stateOf,
  );
}

function decide(one: PlannedSlice, state: SliceState | undefined, now: number): PlannedSlice {
  const { stream, month } = one.slice;
  if (stream.bill?.part === "total") {
    return one;
  }
  const reason = whyWhole(state, month === undefined ? undefined : issuedAt(month), now);
  if (reason !== undefined) {
    return isOpen(one) ? { ...one, reason } : one;
  }
  // A bill of one page is read whole by looking at its first page.
  const isOnePage = stream.paging !== undefined && Number(state?.rowCount) < stream.paging.size;
  return isOpen(one) && !isOnePage ? { ...one, mode: "gated" } : one;
}

function isOpen({ reason }: PlannedSlice): boolean {
  return reason === "open month" || reason === "opened again";
}

function whyWhole(
  state: SliceState | undefined,
  issued: number | undefined,
  now: number,
): Reason | undefined {
  if (state?.lastFullAt === undefined) {
    return state?.lastSuccessAt === undefined ? "never loaded" : "weekly full check";
  }
  if (state.status !== "loaded" && state.status !== "empty") {
    return "not loaded at the last try";
  }
  return issued !== undefined && now >= issued && needsAnotherLook(state, issued, now)
    ? "to close its month"
    : undefined;
}

function needsAnotherLook(state: SliceState, issued: number, now: number): boolean {
  const { steadySince } = state;
  return steadySince === undefined || steadySince < issued || canBecomeSteady(state, now);
}

function wholeFor(one: PlannedSlice): PlannedSlice {
  return one.mode === "gated" ? { ...one, mode: "full", reason: "weekly full check" } : one;
}

function inOrder(
  planned: readonly PlannedSlice[],
  stateOf: (one: PlannedSlice) => SliceState | undefined,
): readonly PlannedSlice[] {
  const keyed = planned.map((one) => {
    const state = stateOf(one);
    const isNew = state?.lastSuccessAt === undefined;
    const rank = isNew ? 0 : one.reason === "weekly full check" ? 2 : 1;
    return { one, rank, verifiedAt: state?.lastSuccessAt ?? 0 };
  });
  return keyed
    .toSorted((a, b) => a.rank - b.rank || a.verifiedAt - b.verifiedAt)
    .map(({ one }) => one);
}
