import type { CheckResult } from "../domain/reconciliation.ts";
import type { OpenRun } from "../domain/warehouse.ts";
import type { LaneLoad } from "./estimate-calls.ts";
import type { Plan } from "./plan-slices.ts";
import type { SliceEnd } from "./run-outcome.ts";

/** What a run tells while it works. Listeners must not throw, and nothing waits for them. */
export interface RunListener {
  runBegan(run: OpenRun): void;
  /** Told for each part of the plan: the lists first, then all that follows from them. */
  planned(plan: Plan, loads: readonly LaneLoad[]): void;
  sliceEnded(end: SliceEnd): void;
  /** Slices that another live run holds are waited for. */
  waitingForOthers(count: number): void;
  /** Told of the bills' checks, and then of restatements of closed months where there are any. */
  checked(results: readonly CheckResult[]): void;
}
