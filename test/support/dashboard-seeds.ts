import type { Pool } from "pg";

/** Takes every bill, with what is known of its slices, changes, names and accounts, out of the warehouse. */
export async function emptyWarehouse(pool: Pool): Promise<void> {
  await pool.query(
    `truncate billing.bill_detail, billing.account, billing.customer, billing_ops.slice,
       billing_ops.bill_change, billing_ops.slice_load, billing_ops.cost_by_month,
       billing_ops.cost_by_day, billing_ops.cost_by_tags`,
  );
}

/** Gives customers, by UIN, the names that a partner's list has for them. */
export async function seedNames(
  pool: Pool,
  names: Readonly<Record<string, string>>,
): Promise<void> {
  for (const [uin, name] of Object.entries(names)) {
    await pool.query(
      `insert into billing.customer (account, customer_uin, name, first_seen_at, last_seen_at, run_id, loaded_at)
       values ('list', $1, $2, now(), now(), 1, now())`,
      [uin, name],
    );
  }
}

export type SeededChange = {
  readonly account?: string;
  readonly perspective?: "partner" | "customer";
  readonly uin?: string;
  /** First day. */
  readonly billMonth: string;
  readonly changedAt: string;
  /** By how much the line became dearer. */
  readonly difference: string;
};

/** Writes into the journal that a line of a bill was restated. */
export async function seedChange(pool: Pool, change: SeededChange): Promise<void> {
  const { account = "main", perspective = "partner", uin = "200000000001" } = change;
  await pool.query(
    `insert into billing_ops.bill_change (run_id, account, stream, uin, bill_month, table_name, row_key,
       change, old_amount, new_amount, changed_at)
     values (1, $1, $2, $3, $4, 'bill_detail', '{}', 'changed', 1, 1 + $5::numeric, $6)`,
    [
      account,
      `${perspective}_bill_detail`,
      uin,
      change.billMonth,
      change.difference,
      change.changedAt,
    ],
  );
}
