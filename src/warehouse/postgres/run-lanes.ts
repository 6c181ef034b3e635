import type { OpenRun } from "../../domain/warehouse.ts";
import { inTransaction } from "./in-transaction.ts";
import type { Database } from "./open-database.ts";

/** Notes the lanes in which the run still has slices to begin. Repeatable. */
export async function noteBusyLanes(
  database: Database,
  run: OpenRun,
  lanes: readonly string[],
): Promise<void> {
  await inTransaction(database, async (client) => {
    await client.query(
      "update billing_ops.run set busy_lanes = $2 where run_id = $1 and status = 'running'",
      [run.runId, [...lanes]],
    );
  });
}

/** The busy lanes of the live runs that go before `run`: every run goes before a backfill. */
export async function readLanesAhead(
  database: Database,
  run: OpenRun,
): Promise<ReadonlySet<string>> {
  if (run.kind !== "backfill") {
    return new Set();
  }
  return await inTransaction(database, async (client) => {
    const { rows } = await client.query<{ lane: string }>(
      `select distinct unnest(busy_lanes) as lane from billing_ops.run
       where status = 'running' and kind <> 'backfill' and lease_until > clock_timestamp()`,
    );
    return new Set(rows.map(({ lane }) => lane));
  });
}
