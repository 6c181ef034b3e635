import type { Clock } from "../domain/clock.ts";
import type { BillSelection, CloseOutcome } from "../domain/month-state.ts";
import { closeMonths } from "../pipeline/close-months.ts";
import { reconcile } from "../pipeline/reconcile.ts";
import { openWarehouse } from "../warehouse/postgres/postgres-warehouse.ts";
import { assertSchema } from "../warehouse/postgres/read-schema-state.ts";
import type { Configuration } from "./read-configuration.ts";
import { whoRuns } from "./who-runs.ts";
import { withDatabase } from "./with-database.ts";
import { withMonthLock } from "./with-month-lock.ts";

export type RunCloseOptions = {
  readonly configuration: Pick<Configuration, "config" | "streams" | "checkRules">;
  readonly databaseUrl: string;
  /** What to do where there is no schema yet. */
  readonly schemaHint: string;
  readonly selection: BillSelection;
  readonly isDryRun: boolean;
  readonly clock: Clock;
  readonly signal: AbortSignal;
};

/**
 * Checks the bills of the selection that are not closed, and closes those that may be. Makes no API
 * call. Throws a `CloseBusyError` where another process is at it, and what `withDatabase` throws.
 */
export async function runClose(options: RunCloseOptions): Promise<CloseOutcome> {
  const { configuration, databaseUrl, schemaHint, selection, isDryRun, clock, signal } = options;
  const { config, streams, checkRules } = configuration;
  return await withDatabase(databaseUrl, async (database) => {
    await assertSchema(database, schemaHint);
    const warehouse = openWarehouse(database, streams, clock);
    const dependencies = {
      warehouse,
      streams,
      settings: config,
      checkRules,
      monthRules: config.monthRules,
      clock,
    };
    const request = { by: whoRuns("close"), selection, isDryRun, signal };
    try {
      return await withMonthLock(database, { clock, signal }, async () => {
        if (!isDryRun) {
          // What runs that were cut off have loaded was not checked yet.
          const open = await closeMonths(dependencies, { ...request, isDryRun: true });
          const bills = [...open.closed, ...open.waiting];
          await reconcile({ warehouse, checkRules, clock }, { bills, signal });
        }
        return await closeMonths(dependencies, request);
      });
    } finally {
      await warehouse[Symbol.asyncDispose]();
    }
  });
}
