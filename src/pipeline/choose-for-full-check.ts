import type { SliceState } from "../domain/warehouse.ts";
import { billOf } from "./bill-of.ts";
import type { PlannedSlice } from "./plan-slices.ts";

export type ChooseInput = {
  readonly now: number;
  readonly stateOf: (planned: PlannedSlice) => SliceState | undefined;
};

const NIGHTS = 7;
// A night early rather than late: the nights of a week are not exactly 24 hours apart.
const OVERDUE_AFTER_MS = (NIGHTS - 0.5) * 24 * 3_600_000;

type Bill = { readonly key: string; readonly oldestAt: number; readonly size: number };

/**
 * The bills whose gated slices are extracted whole tonight, so that each is at least every seven
 * nights: those that are overdue, and the longest unread, up to a seventh of all there is to read.
 * Pure.
 */
export function chooseForFullCheck(
  planned: readonly PlannedSlice[],
  input: ChooseInput,
): ReadonlySet<string> {
  const bills = billsOf(planned, input);
  const budget = bills.reduce((sum, { size }) => sum + size, 0) / NIGHTS;
  const chosen = new Set<string>();
  let size = 0;
  for (const bill of bills.toSorted((a, b) => a.oldestAt - b.oldestAt)) {
    const isOverdue = input.now - bill.oldestAt >= OVERDUE_AFTER_MS;
    // One that is larger than a night's share waits for its day: chosen because it is the oldest, it
    // would be read every night where it is the only one.
    if (isOverdue || (size < budget && bill.size <= budget)) {
      chosen.add(bill.key);
      size += bill.size;
    }
  }
  return chosen;
}

function billsOf(planned: readonly PlannedSlice[], { stateOf }: ChooseInput): readonly Bill[] {
  const gated = planned.filter(({ mode }) => mode === "gated");
  const byBill = Map.groupBy(gated, ({ slice }) => billOf(slice) ?? "");
  return [...byBill].map(([key, slices]) => ({
    key,
    oldestAt: Math.min(...slices.map((one) => stateOf(one)?.lastFullAt ?? 0)),
    size: slices.reduce((sum, one) => sum + pagesOf(one, stateOf(one)), 0),
  }));
}

function pagesOf({ slice }: PlannedSlice, state: SliceState | undefined): number {
  const { paging } = slice.stream;
  return paging === undefined ? 1 : Math.max(1, Number(state?.rowCount ?? "0") / paging.size);
}
