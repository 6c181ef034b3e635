import type { Pool } from "pg";
import { seedSlices } from "./seed-slices.ts";

export type Fleet = {
  /** `YYYY-MM` */
  readonly month: string;
  readonly size: number;
  /** The number of the first customer; 1 by default. */
  readonly first?: number;
  readonly currency?: string;
};

/** A partner's bills of one line each: customer n (UIN 200000000000 + n) was charged n + 0.5. */
export async function seedFleet(
  pool: Pool,
  { month, size, first = 1, currency = "USD" }: Fleet,
): Promise<void> {
  const billMonth = `${month}-01`;
  await seedSlices(
    pool,
    Array.from({ length: size }, (_, index) => ({
      stream: "partner_bill_detail",
      uin: String(200_000_000_000 + first + index),
      billMonth,
      amount: "1",
    })),
  );
  await pool.query(
    `insert into billing_ops.stream values ('partner_bill_detail', 'partner', 'customer-month',
       'intlpartnersmgt', 'DescribeCustomerBillDetail', 'bill_detail', 'replace') on conflict do nothing`,
  );
  await pool.query("select billing_ops.ensure_month_partition('bill_detail', $1)", [billMonth]);
  await pool.query(
    `insert into billing.bill_detail (account, customer_uin, bill_month, source_action, line_id,
       product_name, region, currency, original_cost, total_cost, content_hash, run_id, loaded_at)
     select 'main', (200000000000 + n)::text, $1, 'DescribeCustomerBillDetail', '63', 'CVM',
       'Singapore', $4, n + 0.5, n + 0.5, '00000000-0000-0000-0000-000000000000', 1, now()
     from generate_series($2::int, $2 + $3 - 1) n`,
    [billMonth, first, size, currency],
  );
  await pool.query(
    `select billing_ops.roll_up_bill_lines(account, customer_uin, bill_month, source_action)
     from billing.bill_detail`,
  );
}

/** One of everything that a report has to warn of. */
export async function seedTrouble(pool: Pool, month: string): Promise<void> {
  await seedFleet(pool, { month, size: 1 });
  await pool.query(
    "update billing_ops.slice set status = 'failed', error_code = 'InternalError', error_message = 'it broke'",
  );
  const now = new Date().toISOString();
  const seeds: Readonly<Record<string, readonly object[]>> = {
    reconciliation: ["match", "mismatch"].map((verdict, index) => ({
      account: "main",
      uin: "200000000001",
      bill_month: `${month}-01`,
      check_id: `R${2 - index}`,
      left_source: "a",
      right_source: "b",
      dimension: "",
      member: "",
      unit: "amount",
      left_amount: `1.0000000${index}`,
      right_amount: "1",
      difference: `0.0000000${index}`,
      verdict,
      checked_at: now,
    })),
    bill_change: [
      {
        run_id: 1,
        account: "main",
        stream: "partner_bill_detail",
        uin: "200000000001",
        bill_month: `${month}-01`,
        table_name: "bill_detail",
        row_key: {},
        change: "changed",
        old_amount: "3",
        new_amount: "1.5",
        changed_at: now,
      },
    ],
    run: [
      {
        kind: "sync",
        status: "partial",
        exit_code: 3,
        scope: {},
        start_epoch: 1,
        started_at: now,
        last_seen_at: now,
        lease_until: now,
        calls: 12,
        rows_added: 1200,
      },
    ],
    unknown_name: [
      {
        account: "main",
        stream: "partner_bill_detail",
        uin: "200000000001",
        bill_month: `${month}-01`,
        dimension: "product",
        name: "New Product",
        lines: 3,
        amount: "1",
      },
    ],
  };
  for (const [table, rows] of Object.entries(seeds)) {
    for (const row of rows) {
      const columns = Object.keys(row).join(", ");
      await pool.query(
        `insert into billing_ops.${table} (${columns})
         select ${columns} from jsonb_populate_record(null::billing_ops.${table}, $1)`,
        [JSON.stringify(row)],
      );
    }
  }
}
