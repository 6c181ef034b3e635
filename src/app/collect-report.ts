import { BillhouseError } from "../domain/errors.ts";
import type { BillKey, CheckResult, Verdict } from "../domain/reconciliation.ts";
import type { RunResult } from "../domain/run.ts";
import type { SkippedStream } from "../pipeline/plan-slices.ts";
import type { RunListener } from "../pipeline/run-events.ts";
import type { SliceEnd } from "../pipeline/run-outcome.ts";
import { failureRecord } from "../pipeline/slice-failure.ts";
import type { FailedSlice, RunReport } from "./run-report.ts";
import { UnknownFieldCounter } from "./unknown-field-counter.ts";

/** Listens to one run and adds up its report. */
export type ReportCollector = RunListener & {
  readonly report: (result: RunResult, durationMs: number) => RunReport;
};

/** A collector for one run. */
export function createReportCollector(): ReportCollector {
  const failures: FailedSlice[] = [];
  const skipped: SkippedStream[] = [];
  const closed: BillKey[] = [];
  const unknownFields = new UnknownFieldCounter();
  const checks: CheckResult[] = [];
  let planned = 0;
  let held = 0;
  let ended = 0;
  let continues: string | undefined;
  return {
    runBegan: (run) => {
      continues = run.continues;
    },
    planned: (plan) => {
      planned += plan.slices.length;
      skipped.push(...plan.skipped);
      closed.push(...plan.closed);
    },
    sliceEnded: (end) => {
      held += end.status === "held" ? 1 : 0;
      ended += end.status === "unfinished" ? 0 : 1;
      failures.push(...failureOf(end));
      unknownFields.count(end);
    },
    waitingForOthers: () => undefined,
    checked: (results) => {
      checks.push(...results);
    },
    report: (result, durationMs) => ({
      result,
      continues,
      durationMs,
      failures,
      held,
      unfinished: Math.max(0, planned - ended),
      checks: countVerdicts(checks),
      mismatches: checks.filter(({ verdict }) => verdict === "mismatch"),
      skipped,
      // A sync meets them every night, and nobody asked it for them.
      closed: result.kind === "backfill" ? closed : [],
      unknownFields: unknownFields.counted(),
    }),
  };
}

function failureOf({ planned, error }: SliceEnd): readonly FailedSlice[] {
  if (error === undefined) {
    return [];
  }
  const { account, stream, uin, month } = planned.slice;
  const hint = error instanceof BillhouseError ? error.hint : undefined;
  return [{ account, stream: stream.name, uin, month, hint, ...failureRecord(error) }];
}

function countVerdicts(checks: readonly CheckResult[]): Readonly<Record<Verdict, number>> {
  const counts = { match: 0, within_tolerance: 0, mismatch: 0, not_comparable: 0 };
  for (const { verdict } of checks) {
    counts[verdict] += 1;
  }
  return counts;
}
