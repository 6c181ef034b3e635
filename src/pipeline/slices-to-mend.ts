import { firstDay } from "../domain/bill-month.ts";
import type { Check, Side } from "../domain/check.ts";
import type { CheckResult } from "../domain/reconciliation.ts";
import type { PlannedSlice } from "./plan-slices.ts";
import type { SliceEnd } from "./run-outcome.ts";

/**
 * The slices on either side of what does not match, to be extracted whole once more: the bill may
 * have moved between the extraction of one side and of the other. Only those that the run has
 * loaded; what it could not load will not match any better. Pure.
 */
export function slicesToMend(
  results: readonly CheckResult[],
  ends: readonly SliceEnd[],
  checks: readonly Check[],
): readonly PlannedSlice[] {
  const streamsOf = streamsBySources(checks);
  const concerned = new Set(
    results
      .filter(({ verdict }) => verdict === "mismatch")
      .flatMap((result) =>
        (streamsOf.get(sourcesText(result)) ?? []).map((stream) =>
          [result.account, result.uin, result.billMonth, stream].join("\u0000"),
        ),
      ),
  );
  return ends.flatMap(({ planned, status }) => {
    const { account, uin, month, stream } = planned.slice;
    const key = [account, uin, month === undefined ? "" : firstDay(month), stream.name].join(
      "\u0000",
    );
    const isLoaded = status === "loaded" || status === "empty";
    return isLoaded && concerned.has(key)
      ? [{ ...planned, mode: "full", isAgain: true, reason: "a check does not match" } as const]
      : [];
  });
}

function streamsBySources(checks: readonly Check[]): ReadonlyMap<string, readonly string[]> {
  return new Map(
    checks.flatMap(({ id, comparisons }) =>
      comparisons.map(({ left, right }) => [
        [id, left.source, right.source].join("\u0000"),
        [left, ...("constant" in right ? [] : [right])].map(({ stream }: Side) => stream),
      ]),
    ),
  );
}

function sourcesText({ checkId, leftSource, rightSource }: CheckResult): string {
  return [checkId, leftSource, rightSource].join("\u0000");
}
