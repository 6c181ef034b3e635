import type { RunCounts } from "../domain/run.ts";

/** What the database remembers of the newest runs; times are epoch milliseconds. Absent: there was none. */
export type LastRuns = {
  readonly startedAt?: number;
  readonly finishedAt?: number;
  /** When the last run that ended with exit code 0 did so. */
  readonly succeededAt?: number;
  /** Of the last run that ended. */
  readonly exitCode?: number;
  /** Of the last run that ended. */
  readonly counts?: RunCounts;
  /** How many fields, by stream and name, the last run that ended found and did not know. */
  readonly unknownFields?: number;
};
