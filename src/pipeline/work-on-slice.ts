import type { Claim, LoadResult } from "../domain/warehouse.ts";
import { type BillGate, gateOf } from "./bill-gate.ts";
import type { PlannedSlice } from "./plan-slices.ts";
import { syncSlice, type SyncSliceContext } from "./sync-slice.ts";

export type WorkResult = LoadResult & {
  /** Not extracted: total and first page of its bill said that it is as it was. */
  readonly isVerified: boolean;
};

/**
 * Loads a claimed slice, or verifies it where its bill's gate is as it was when the slice was last
 * extracted whole. `gate` is undefined for a slice whose bill has none.
 *
 * Throws as `syncSlice` does.
 */
export async function workOnSlice(
  planned: PlannedSlice,
  claim: Claim,
  gate: BillGate | undefined,
  context: SyncSliceContext,
): Promise<WorkResult> {
  const part = planned.slice.stream.bill?.part;
  if (gate === undefined || part === undefined || part === "total") {
    const result = await syncSlice(claim, context);
    gate?.noteTotal(result.amount ?? undefined);
    return { ...result, isVerified: false };
  }
  return part === "lines"
    ? await workOnLines(planned, claim, gate, context)
    : await workOnSummary(planned, claim, gate, context);
}

async function workOnLines(
  { slice, mode }: PlannedSlice,
  claim: Claim,
  bill: BillGate,
  context: SyncSliceContext,
): Promise<WorkResult> {
  const total = await bill.total;
  if (mode === "gated" && total !== undefined && claim.gate !== undefined) {
    const { source, customerUins, signal } = context;
    const input = source.requestInput(slice, customerUins);
    const gate = gateOf(total, await source.peek(slice, input, signal));
    if (gate === claim.gate) {
      bill.noteGate(gate);
      return await verified(claim, context);
    }
  }
  let gate: string | undefined;
  const result = await syncSlice(claim, {
    ...context,
    onFirstPage: (mark) => {
      gate = gateOf(total, mark);
      bill.noteGate(gate);
    },
    gate: () => gate,
  });
  return { ...result, isVerified: false };
}

async function workOnSummary(
  { mode }: PlannedSlice,
  claim: Claim,
  bill: BillGate,
  context: SyncSliceContext,
): Promise<WorkResult> {
  const gate = await bill.gate;
  if (mode === "gated" && gate !== undefined && gate === claim.gate) {
    return await verified(claim, context);
  }
  const result = await syncSlice(claim, { ...context, gate: () => gate });
  return { ...result, isVerified: false };
}

async function verified(claim: Claim, { slices, clock }: SyncSliceContext): Promise<WorkResult> {
  return { ...(await slices.verify(claim, clock.now())), isVerified: true };
}
