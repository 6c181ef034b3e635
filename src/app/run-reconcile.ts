import type { CheckTolerances } from "../domain/check.ts";
import type { Clock } from "../domain/clock.ts";
import type { CheckResult } from "../domain/reconciliation.ts";
import { reconcile } from "../pipeline/reconcile.ts";
import { readChecks } from "../source/tencent/read-checks.ts";
import { readStreams } from "../source/tencent/read-streams.ts";
import { openWarehouse } from "../warehouse/postgres/postgres-warehouse.ts";
import { assertSchema } from "../warehouse/postgres/read-schema-state.ts";
import { withDatabase } from "./with-database.ts";

export type ReconcileOptions = {
  readonly databaseUrl: string;
  readonly clock: Clock;
  readonly tolerances: CheckTolerances;
  /** Ends it between two chunks. */
  readonly signal: AbortSignal;
  /** What to do where there is no schema yet. */
  readonly schemaHint: string;
};

/**
 * Runs the checks on everything that is loaded and stores their results. Makes no API call; throws
 * what `withDatabase` throws.
 */
export async function runReconcile(options: ReconcileOptions): Promise<readonly CheckResult[]> {
  const streams = await readStreams();
  const checks = await readChecks();
  const { clock, tolerances, signal } = options;
  return await withDatabase(options.databaseUrl, async (database) => {
    await assertSchema(database, options.schemaHint);
    const warehouse = openWarehouse(database, streams, clock);
    try {
      return await reconcile({ warehouse, clock, checkRules: { checks, tolerances } }, { signal });
    } finally {
      await warehouse[Symbol.asyncDispose]();
    }
  });
}
