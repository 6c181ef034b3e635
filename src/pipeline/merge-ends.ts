import { sliceKey } from "../domain/slice.ts";
import type { SliceEnd } from "./run-outcome.ts";

/**
 * How slices ended that were worked on twice: the later end counts, and the rows of both do. In the
 * order of `earlier`. Pure.
 */
export function mergeEnds(
  earlier: readonly SliceEnd[],
  later: readonly SliceEnd[],
): readonly SliceEnd[] {
  const laterByKey = new Map(later.map((end) => [sliceKey(end.planned.slice), end]));
  return earlier.map((end) => {
    const next = laterByKey.get(sliceKey(end.planned.slice));
    return next === undefined
      ? end
      : {
          ...next,
          rowsAdded: end.rowsAdded + next.rowsAdded,
          rowsChanged: end.rowsChanged + next.rowsChanged,
          rowsRemoved: end.rowsRemoved + next.rowsRemoved,
        };
  });
}
