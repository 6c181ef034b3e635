import type { Pool } from "pg";

/** How long something took, and the write-ahead log that it wrote (the whole server's). */
export type Cost = { readonly ms: number; readonly walBytes: number };

/** Runs `work` on tables that have just been vacuumed, and says what it cost. */
export async function measureCost<T>(
  pool: Pool,
  work: () => Promise<T>,
): Promise<Cost & { readonly value: T }> {
  // What autovacuum does between two nights: without it the first reader would pay for the writer.
  await pool.query("vacuum (analyze) billing.bill_detail");
  await pool.query("vacuum billing_ops.stage_bill_detail");
  const before = await walPosition(pool);
  const from = performance.now();
  const value = await work();
  const ms = performance.now() - from;
  return { value, ms, walBytes: Number((await walPosition(pool)) - before) };
}

async function walPosition(pool: Pool): Promise<bigint> {
  const { rows } = await pool.query<{ bytes: string }>(
    "select pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0')::text as bytes",
  );
  return BigInt(rows[0]?.bytes ?? "0");
}
