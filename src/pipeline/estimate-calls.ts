import type { Slice } from "../domain/slice.ts";
import type { Lane, Source } from "../domain/source.ts";
import type { SliceState } from "../domain/warehouse.ts";

/** Calls that a slice will take: its requests, times the pages it had when it was last loaded. */
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
  readonly slices: number;
};

/** Seconds until the busiest lane is through: the lanes work side by side. */
export function etaSeconds(loads: readonly LaneLoad[]): number {
  return Math.max(0, ...loads.map(({ lane, calls }) => calls / lane.callsPerSecond));
}
