import type { ClientBase } from "pg";
import { inTransaction } from "./in-transaction.ts";
import type { Database } from "./open-database.ts";

export type PruneOptions = {
  /** Entries that are older go; epoch milliseconds. */
  readonly before: number;
  /** No further batch is begun once it is aborted. */
  readonly signal: AbortSignal;
  /** Entries in one transaction; 5,000 by default. */
  readonly batchSize?: number;
};

// First key of an advisory lock. One process prunes, so that two never fold in different orders.
const PRUNE_LOCK = 0x42_4a_50_52;
const BATCH_SIZE = 5_000;

/**
 * Removes journal entries older than `before`, and the loads of that time other than first ones, in
 * small batches. What the entries of a slice came to goes into its first load, in the same
 * transaction: first load and journal always add up to what is there. Returns how many entries went;
 * does nothing where another process is at it. Throws as `inTransaction` does.
 */
export async function pruneJournal(
  database: Database,
  { before, signal, batchSize = BATCH_SIZE }: PruneOptions,
): Promise<number> {
  const values = [new Date(before).toISOString(), batchSize];
  const pruned = await repeat(database, signal, async (client) => {
    const { rows } = await client.query<{ entries: number }>(PRUNE_ENTRIES, values);
    return { done: rows[0]?.entries ?? 0, isLast: (rows[0]?.entries ?? 0) < batchSize };
  });
  await repeat(database, signal, async (client) => {
    const { rowCount } = await client.query(PRUNE_LOADS, values);
    return { done: rowCount ?? 0, isLast: (rowCount ?? 0) < batchSize };
  });
  return pruned;
}

type Batch = { readonly done: number; readonly isLast: boolean };

async function repeat(
  database: Database,
  signal: AbortSignal,
  pruneBatch: (client: ClientBase) => Promise<Batch>,
): Promise<number> {
  let total = 0;
  while (!signal.aborted) {
    const { done, isLast } = await inTransaction(database, async (client) =>
      (await takeLock(client)) ? await pruneBatch(client) : { done: 0, isLast: true },
    );
    total += done;
    if (isLast) {
      break;
    }
  }
  return total;
}

async function takeLock(client: ClientBase): Promise<boolean> {
  const { rows } = await client.query<{ is_mine: boolean }>(
    "select pg_try_advisory_xact_lock($1, 0) as is_mine",
    [PRUNE_LOCK],
  );
  return rows[0]?.is_mine === true;
}

// Of a stream that no run has stored, nobody knows which table counts: its entries stay.
const PRUNE_ENTRIES = `
  with doomed as (
    delete from billing_ops.bill_change where change_id = any (array(
      select c.change_id from billing_ops.bill_change c
      where c.changed_at < $1 and exists (select from billing_ops.stream t where t.name = c.stream)
      limit $2))
    returning account, stream, uin, bill_month, table_name, change, old_rows, new_rows, old_amount,
      new_amount),
  sums as (
    select c.account, c.stream, c.uin, c.bill_month,
      sum(coalesce(c.new_rows, case when c.change = 'removed' then 0 else 1 end)
        - coalesce(c.old_rows, case when c.change = 'added' then 0 else 1 end)) as rows,
      sum(coalesce(c.new_amount, 0) - coalesce(c.old_amount, 0)) as amount
    from doomed c join billing_ops.stream t on t.name = c.stream and t.main_table = c.table_name
    group by c.account, c.stream, c.uin, c.bill_month),
  folded as (
    update billing_ops.slice_load f set row_count = f.row_count + s.rows, amount = f.amount + s.amount,
      folded_rows = f.folded_rows + s.rows, folded_amount = f.folded_amount + s.amount
    from sums s
    where f.is_first and f.account = s.account and f.stream = s.stream and f.uin = s.uin
      and f.bill_month = s.bill_month)
  select count(*)::int as entries from doomed`;

const PRUNE_LOADS = `
  delete from billing_ops.slice_load where load_id = any (array(
    select load_id from billing_ops.slice_load where loaded_at < $1 and not is_first limit $2))`;
