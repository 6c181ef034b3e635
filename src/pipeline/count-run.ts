import type { RunCounts } from "../domain/run.ts";
import type { SourceMeter } from "../domain/source.ts";
import type { SliceEnd } from "./run-outcome.ts";

/** What a run did, added up from how its slices ended and from the meter before and after. Pure. */
export function countRun(
  ends: readonly SliceEnd[],
  before: SourceMeter,
  after: SourceMeter,
): RunCounts {
  const sum = (count: (end: SliceEnd) => number): number =>
    ends.reduce((total, end) => total + count(end), 0);
  return {
    slicesPlanned: ends.length,
    slicesLoaded: ends.filter(isLoaded).length,
    slicesFailed: ends.filter(isFailed).length,
    calls: after.calls - before.calls,
    throttles: after.throttles - before.throttles,
    rowsAdded: sum(({ rowsAdded }) => rowsAdded),
    rowsChanged: sum(({ rowsChanged }) => rowsChanged),
    rowsRemoved: sum(({ rowsRemoved }) => rowsRemoved),
  };
}

function isLoaded({ status }: SliceEnd): boolean {
  return status === "loaded" || status === "empty";
}

// A slice that another run holds, or that the run never came to, has not failed.
function isFailed({ status }: SliceEnd): boolean {
  return status === "failed" || status === "not_ready" || status === "forbidden";
}
