import type { Slice } from "../domain/slice.ts";
import type { Lane, Source } from "../domain/source.ts";
import type { SliceState } from "../domain/warehouse.ts";
import type { PlannedSlice } from "./plan-slices.ts";

/** Calls that a planned slice will take: a gated one is expected to be as it was. */
export function plannedCalls(
  source: Source,
  { slice, mode }: PlannedSlice,
  customerUins: readonly string[],
  state: SliceState | undefined,
): number {
  if (mode === "gated") {
    return slice.stream.bill?.part === "lines" ? 1 : 0;
  }
  return estimateCalls(source, slice, customerUins, state);
}

/** Calls that a slice takes whole: its requests, times the pages it had when it was last loaded. */
export function estimateCalls(
  source: Source,
  slice: Slice,
  customerUins: readonly string[],
  state: SliceState | undefined,
): number {
  const requests = slice.stream.requests(source.requestInput(slice, customerUins)).length;
  const { paging } = slice.stream;
  if (paging === undefined) {
    return requests;
  }
  const rowsLastTime = Number(state?.rowCount ?? "0");
  return requests * Math.max(1, Math.ceil(rowsLastTime / paging.size));
}

/** What one lane has to do. */
export type LaneLoad = {
  readonly lane: Lane;
  readonly calls: number;
  /** Calls that whole extractions of the same slices would take. */
  readonly callsWhole: number;
  readonly slices: number;
};

/** Seconds until the busiest lane is through: the lanes work side by side. */
export function etaSeconds(loads: readonly LaneLoad[]): number {
  return Math.max(0, ...loads.map(({ lane, calls }) => calls / lane.callsPerSecond));
}
