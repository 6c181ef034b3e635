import type { Client } from "pg";
import type { Stream } from "../../domain/stream.ts";
import { RUN_LOCK_CLASS } from "./run-lock.ts";
import { discardOrphans } from "./staged-pages.ts";

const INTERRUPTED_EXIT = 75;

/**
 * Closes runs whose process is gone as `interrupted` and frees their slices; the pages they staged
 * wait a while for the next try. A run is dead when nobody holds its lock, or when its lease ran out.
 * `now` in epoch milliseconds.
 */
export async function closeDeadRuns(
  client: Client,
  streams: readonly Stream[],
  now: number,
): Promise<void> {
  const { rows } = await client.query<{ run_id: string; has_lease: boolean }>(
    `select run_id, lease_until > clock_timestamp() as has_lease
     from billing_ops.run where status = 'running'`,
  );
  for (const { run_id: runId, has_lease: hasLease } of rows) {
    if (await isDead(client, runId, hasLease)) {
      await close(client, runId);
    }
  }
  await discardOrphans(client, streams, now);
}

async function isDead(client: Client, runId: string, hasLease: boolean): Promise<boolean> {
  if (!hasLease) {
    return true;
  }
  const { rows } = await client.query<{ is_free: boolean }>(
    "select pg_try_advisory_lock($1, $2) as is_free",
    [RUN_LOCK_CLASS, runId],
  );
  if (rows[0]?.is_free !== true) {
    return false;
  }
  await client.query("select pg_advisory_unlock($1, $2)", [RUN_LOCK_CLASS, runId]);
  return true;
}

async function close(client: Client, runId: string): Promise<void> {
  await client.query("begin");
  const closed = await client.query(
    `update billing_ops.run set status = 'interrupted', exit_code = $2, finished_at = last_seen_at
     where run_id = $1 and status = 'running'`,
    [runId, INTERRUPTED_EXIT],
  );
  if (closed.rowCount === 1) {
    await client.query("update billing_ops.slice set claimed_by = null where claimed_by = $1", [
      runId,
    ]);
  }
  await client.query("commit");
}
