import { issuedAt } from "../domain/bill-month.ts";
import {
  closableFrom,
  type MonthFacts,
  type MonthRules,
  type SliceFacts,
  STEADY_FOR_MS,
} from "../domain/month-state.ts";

export type CloseRules = Pick<MonthRules, "closeFromDay"> & {
  readonly now: number;
  /** The streams by which the bill should be there. */
  readonly expected: readonly string[];
  /** The streams that checks look at. */
  readonly checked: ReadonlySet<string>;
};

/**
 * `too early` its day has not come · `waits` conditions are missing, each said in words · `closes`
 * it may be closed.
 */
export type CloseDecision =
  | { readonly kind: "too early"; readonly from: number }
  | { readonly kind: "waits"; readonly waitsFor: readonly string[] }
  | { readonly kind: "closes" };

/**
 * Whether a bill's month may be closed: its day has come, all that should be there is loaded, was the
 * same in two whole extractions after the bill was issued, and has been checked without a mismatch.
 * What a credential may not read, and never could, holds nothing up. Pure.
 */
export function decideClose(facts: MonthFacts, rules: CloseRules): CloseDecision {
  const month = facts.billMonth.slice(0, 7);
  const from = closableFrom(month, rules);
  if (rules.now < from) {
    return { kind: "too early", from };
  }
  const slices = expectedSlices(facts, rules.expected);
  const loaded = slices.filter(isLoaded);
  const issued = issuedAt(month);
  const settled = loaded.filter(({ steadySince = 0 }) => steadySince >= issued);
  const waitsFor = [
    ...notLoaded(slices),
    ...named(
      "being loaded",
      facts.slices.filter(({ isClaimed }) => isClaimed),
    ),
    ...named(
      "not extracted whole since the bill was issued",
      loaded.filter((slice) => !settled.includes(slice)),
    ),
    ...named(
      "not yet found the same 20 h later",
      settled.filter((slice) => !isSteady(slice)),
    ),
    ...(isChecked(
      facts,
      loaded.filter(({ stream }) => rules.checked.has(stream)),
    )
      ? []
      : ["not checked since it last changed"]),
    ...(facts.mismatches.length === 0 ? [] : [`mismatch: ${facts.mismatches.join(", ")}`]),
  ];
  return waitsFor.length === 0 ? { kind: "closes" } : { kind: "waits", waitsFor };
}

type Unknown = { readonly stream: string; readonly status: undefined };

function expectedSlices(
  { slices }: MonthFacts,
  expected: readonly string[],
): readonly (SliceFacts | Unknown)[] {
  const byStream = new Map(slices.map((slice) => [slice.stream, slice]));
  return expected
    .map((stream) => byStream.get(stream) ?? { stream, status: undefined })
    .filter((slice) => slice.status !== "forbidden" || slice.wasLoaded);
}

function isLoaded(slice: SliceFacts | Unknown): slice is SliceFacts {
  return slice.status === "loaded" || slice.status === "empty";
}

function isSteady({ steadySince = 0, lastFullAt = 0 }: SliceFacts): boolean {
  return lastFullAt - steadySince >= STEADY_FOR_MS;
}

function notLoaded(slices: readonly (SliceFacts | Unknown)[]): readonly string[] {
  if (!slices.some(isLoaded)) {
    return ["not loaded: nothing that is configured"];
  }
  const names = slices.flatMap((slice) =>
    isLoaded(slice) ? [] : [`${slice.stream} (${statusWord(slice.status)})`],
  );
  return names.length === 0 ? [] : [`not loaded: ${names.join(", ")}`];
}

function statusWord(status: string | undefined): string {
  return status === undefined || status === "pending" ? "never" : status.replace("_", " ");
}

function named(condition: string, slices: readonly SliceFacts[]): readonly string[] {
  return slices.length === 0
    ? []
    : [`${condition}: ${slices.map(({ stream }) => stream).join(", ")}`];
}

// What was checked before it changed, or while the month was running, says nothing of the bill. A
// bill that no check looks at cannot be waited for.
function isChecked(
  { billMonth, checkedAt = 0 }: MonthFacts,
  looked: readonly SliceFacts[],
): boolean {
  const isOver = closableFrom(billMonth.slice(0, 7), { closeFromDay: 1 });
  const since = Math.max(isOver, ...looked.map(({ lastChangedAt = 0 }) => lastChangedAt));
  return looked.length === 0 || checkedAt >= since;
}
