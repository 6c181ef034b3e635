import type { Clock } from "../domain/clock.ts";
import { nextTick, type Schedule } from "../scheduler/schedule.ts";
import { type Coverage, readCoverage } from "../warehouse/postgres/read-coverage.ts";
import { type Gap, readGaps } from "../warehouse/postgres/read-gaps.ts";
import {
  type Holding,
  readHoldings,
  readRuns,
  type RunRecord,
} from "../warehouse/postgres/read-runs.ts";
import { assertSchema } from "../warehouse/postgres/read-schema-state.ts";
import { type KeptFields, readUnknownFields } from "../warehouse/postgres/read-unknown-fields.ts";
import { readUnknownNames, type UnknownName } from "../warehouse/postgres/read-unknown-names.ts";
import { withDatabase } from "./with-database.ts";

/** What is loaded, how fresh it is and what is going on; times are epoch milliseconds. */
export type StatusReport = {
  readonly at: number;
  readonly coverage: readonly Coverage[];
  /** Every slice that is missing or stale, the worst first. */
  readonly gaps: readonly Gap[];
  /** The newest ones, newest first. */
  readonly runs: readonly RunRecord[];
  readonly holdings: readonly Holding[];
  /** When `npm start` runs next; undefined for a database that is not on a schedule. */
  readonly next: (Schedule & { readonly at: number }) | undefined;
  /** What the loaded slices keep in `extra`. */
  readonly kept: KeptFields;
  /** What bill lines name and no summary has taught, so that it has no code. */
  readonly unknownNames: readonly UnknownName[];
};

export type StatusOptions = {
  readonly databaseUrl: string;
  readonly clock: Clock;
  readonly schedule: Schedule | undefined;
  /** What to do where there is no schema yet. */
  readonly schemaHint: string;
};

const RUNS_SHOWN = 5;

/** Reads the state of the warehouse. Writes nothing; throws what `withDatabase` throws. */
export async function showStatus(options: StatusOptions): Promise<StatusReport> {
  const { databaseUrl, clock, schedule, schemaHint } = options;
  return await withDatabase(databaseUrl, async (database) => {
    await assertSchema(database, schemaHint);
    const at = clock.now();
    const [coverage, gaps] = await Promise.all([
      readCoverage(database, at),
      readGaps(database, at),
    ]);
    return {
      at,
      coverage,
      gaps,
      runs: await readRuns(database, RUNS_SHOWN),
      holdings: await readHoldings(database),
      next: schedule === undefined ? undefined : { ...schedule, at: nextTick(schedule, at) },
      kept: await readUnknownFields(database),
      unknownNames: await readUnknownNames(database),
    };
  });
}
