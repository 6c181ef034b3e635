import type { StatusReport } from "../app/show-status.ts";

export type CoverageState = keyof StatusReport["coverage"][number]["states"];

/** The states of slices in the words for people, from worst to best: the order in which they are told. */
export const STATES: readonly (readonly [state: CoverageState, word: string])[] = [
  ["failed", "failed"],
  ["never_loaded", "never loaded"],
  ["late", "late"],
  ["not_ready", "not ready"],
  ["forbidden", "forbidden"],
  ["fresh", "fresh"],
  ["closed", "closed"],
];

/** The place of a state in `STATES`: 0 is the worst. */
export function stateRank(state: CoverageState): number {
  return STATES.findIndex(([candidate]) => candidate === state);
}
