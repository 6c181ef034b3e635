import type { BillMonth } from "./bill-month.ts";

export type RunKind = "sync" | "backfill" | "demo";

export type RunStatus = "running" | "succeeded" | "partial" | "mismatch" | "failed" | "interrupted";

/** What was asked for. Two runs of the same kind and scope are the same work: one continues the other. */
export type RunScope = {
  /** The months asked for, oldest first; a sync's are its open months when it began. */
  readonly months: readonly BillMonth[];
  readonly accounts?: readonly string[];
  readonly customers?: readonly string[];
  readonly streams?: readonly string[];
};

export type SliceStatus = "loaded" | "empty" | "failed" | "not_ready" | "forbidden" | "pending";

export type RunCounts = {
  readonly slicesPlanned: number;
  readonly slicesLoaded: number;
  readonly slicesFailed: number;
  readonly calls: number;
  readonly throttles: number;
  readonly rowsAdded: number;
  readonly rowsChanged: number;
  readonly rowsRemoved: number;
};

export type RunResult = {
  readonly runId: string;
  readonly kind: RunKind;
  readonly status: RunStatus;
  readonly exitCode: ExitCode;
  readonly counts: RunCounts;
  /** What ended the run before its time, where something did. */
  readonly abort?: Error;
};

/** Exit codes as the README lists them; `EXIT_ORDER` has them from worst to best. */
export type ExitCode = 0 | 1 | 2 | 3 | 4 | 5 | 6 | 8 | 75;

const EXIT_ORDER: readonly ExitCode[] = [2, 8, 6, 75, 5, 1, 3, 4, 0];

/** The worst of `codes`; 0 where there are none. */
export function worstExit(codes: readonly ExitCode[]): ExitCode {
  return EXIT_ORDER.find((code) => codes.includes(code)) ?? 0;
}
