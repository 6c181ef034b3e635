import type { Clock } from "../domain/clock.ts";
import { nextTick, type Schedule } from "../scheduler/schedule.ts";
import { type Coverage, readCoverage } from "../warehouse/postgres/read-coverage.ts";
import {
  type FailingSlices,
  readFailingSlices,
} from "../warehouse/postgres/read-failing-slices.ts";
import {
  type Holding,
  readHoldings,
  readRuns,
  type RunRecord,
} from "../warehouse/postgres/read-runs.ts";
import { assertSchema } from "../warehouse/postgres/read-schema-state.ts";
import { type KeptFields, readUnknownFields } from "../warehouse/postgres/read-unknown-fields.ts";
import { withDatabase } from "./with-database.ts";

/** What is loaded, how fresh it is and what is going on; times are epoch milliseconds. */
export type StatusReport = {
  readonly at: number;
  readonly coverage: readonly Coverage[];
  readonly failing: FailingSlices;
  /** The newest ones, newest first. */
  readonly runs: readonly RunRecord[];
  readonly holdings: readonly Holding[];
  /** When `npm start` runs next; undefined for a database that is not on a schedule. */
  readonly next: (Schedule & { readonly at: number }) | undefined;
  /** What the loaded slices keep in `extra`. */
  readonly kept: KeptFields;
};

export type StatusOptions = {
  readonly databaseUrl: string;
  readonly clock: Clock;
  readonly schedule: Schedule | undefined;
  /** What to do where there is no schema yet. */
  readonly schemaHint: string;
};

const RUNS_SHOWN = 5;
const FAILING_SHOWN = 20;

/** Reads the state of the warehouse. Writes nothing; throws what `withDatabase` throws. */
export async function showStatus(options: StatusOptions): Promise<StatusReport> {
  const { databaseUrl, clock, schedule, schemaHint } = options;
  return await withDatabase(databaseUrl, async (database) => {
    await assertSchema(database, schemaHint);
    const at = clock.now();
    return {
      at,
      coverage: await readCoverage(database),
      failing: await readFailingSlices(database, FAILING_SHOWN),
      runs: await readRuns(database, RUNS_SHOWN),
      holdings: await readHoldings(database),
      next: schedule === undefined ? undefined : { ...schedule, at: nextTick(schedule, at) },
      kept: await readUnknownFields(database),
    };
  });
}
