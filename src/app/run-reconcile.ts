import type { Clock } from "../domain/clock.ts";
import type { CheckResult } from "../domain/reconciliation.ts";
import { reconcile } from "../pipeline/reconcile.ts";
import { readStreams } from "../source/tencent/read-streams.ts";
import { openWarehouse } from "../warehouse/postgres/postgres-warehouse.ts";
import { assertSchema } from "../warehouse/postgres/read-schema-state.ts";
import { withDatabase } from "./with-database.ts";

export type ReconcileOptions = {
  readonly databaseUrl: string;
  readonly clock: Clock;
  /** What to do where there is no schema yet. */
  readonly schemaHint: string;
};

/**
 * Runs the checks on everything that is loaded and stores their results. Makes no API call; throws
 * what `withDatabase` throws.
 */
export async function runReconcile(options: ReconcileOptions): Promise<readonly CheckResult[]> {
  const streams = await readStreams();
  return await withDatabase(options.databaseUrl, async (database) => {
    await assertSchema(database, options.schemaHint);
    const warehouse = openWarehouse(database, streams, options.clock);
    try {
      return await reconcile(warehouse, options.clock);
    } finally {
      await warehouse[Symbol.asyncDispose]();
    }
  });
}
