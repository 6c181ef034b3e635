import type { BillKey, CheckResult, Verdict } from "../domain/reconciliation.ts";
import type { RunResult } from "../domain/run.ts";
import type { SkippedStream } from "../pipeline/plan-slices.ts";

/** A slice that was not loaded, and why. */
export type FailedSlice = {
  readonly account: string;
  readonly stream: string;
  readonly uin: string;
  /** Undefined for a stream without months. */
  readonly month: string | undefined;
  readonly status: "failed" | "not_ready" | "forbidden";
  readonly code: string;
  readonly message: string;
  readonly hint: string | undefined;
  readonly requestId: string | undefined;
};

/** A field that the API sent in what a run loaded, and the stream does not declare. */
export type UnknownField = {
  readonly stream: string;
  readonly field: string;
  readonly rows: number;
};

/** Everything that a run has to tell when it is over. */
export type RunReport = {
  readonly result: RunResult;
  /** The run that this one went on with. */
  readonly continues: string | undefined;
  readonly durationMs: number;
  readonly failures: readonly FailedSlice[];
  /** Slices that another live run held to the end. */
  readonly held: number;
  /** Slices that were planned and not begun, or not finished, when the run was ended. */
  readonly unfinished: number;
  readonly checks: Readonly<Record<Verdict, number>>;
  readonly mismatches: readonly CheckResult[];
  readonly skipped: readonly SkippedStream[];
  /** Closed bills that a backfill was asked for, and left alone. */
  readonly closed: readonly BillKey[];
  /** By stream and field, in this order. */
  readonly unknownFields: readonly UnknownField[];
};
