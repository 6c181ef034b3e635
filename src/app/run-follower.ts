import type { Slice } from "../domain/slice.ts";
import type { RunListener } from "../pipeline/run-events.ts";
import type { RunReport } from "./run-report.ts";

/** Who watches a run: what the pipeline tells, and in addition every page and the run's end. */
export interface RunFollower extends RunListener {
  /** One answer of the slice was read and decoded. */
  pageRead(slice: Slice): void;
  runEnded(report: RunReport): void;
}
