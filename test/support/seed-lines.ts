import type { Pool } from "pg";
import { readStreams } from "../../src/source/tencent/read-streams.ts";
import { noteStreams } from "../../src/warehouse/postgres/note-streams.ts";

/** A column of billing.bill_detail by its name, as PostgreSQL reads it from JSON. */
export type SeededLine = Readonly<Record<string, unknown>>;

export type SeededLines = {
  readonly account?: string;
  /** Whose view of the bill; the partner's by default. */
  readonly perspective?: "partner" | "customer";
  readonly uin?: string;
  /** First day. */
  readonly billMonth?: string;
  readonly lastSuccessAt?: string | null;
  readonly lines: readonly SeededLine[];
};

const BY_PERSPECTIVE = {
  partner: { stream: "partner_bill_detail", action: "DescribeCustomerBillDetail" },
  customer: { stream: "customer_bill_detail", action: "DescribeBillDetail" },
} as const;

const LINE: SeededLine = {
  product_name: "Cloud Virtual Machine",
  region: "Europe (Frankfurt)",
  project_name: "default",
  billing_mode: "Pay-As-You-Go resources",
  transaction_type: "Hourly settlement",
  currency: "USD",
};

/** Puts the lines of one bill into the warehouse as a load would have left them, with what is added up of them. */
export async function seedLines(pool: Pool, seeded: SeededLines): Promise<void> {
  const { account = "main", uin = "200000000001", billMonth = "2026-10-01", lines } = seeded;
  const { stream, action } = BY_PERSPECTIVE[seeded.perspective ?? "partner"];
  const lastSuccessAt =
    seeded.lastSuccessAt === undefined ? "2026-11-10T01:30:00Z" : seeded.lastSuccessAt;
  await noteStreams(pool, await readStreams());
  await pool.query("select billing_ops.ensure_month_partition('bill_detail', $1)", [billMonth]);
  const rows = lines.map((line, index) => ({
    ...LINE,
    transaction_time: `${billMonth}T12:00:00+08:00`,
    usage_start_time: `${billMonth}T10:00:00+08:00`,
    usage_end_time: `${billMonth}T10:59:59+08:00`,
    ...line,
    account,
    customer_uin: uin,
    bill_month: billMonth,
    source_action: action,
    line_id: String(index),
    content_hash: "00000000-0000-0000-0000-000000000000",
    run_id: 1,
    loaded_at: "2026-11-10T01:30:00Z",
  }));
  await pool.query(
    `insert into billing.bill_detail
     select * from jsonb_populate_recordset(null::billing.bill_detail, $1)`,
    [JSON.stringify(rows)],
  );
  await pool.query(
    `insert into billing_ops.slice (account, stream, uin, bill_month, status, row_count, last_success_at)
     values ($1, $2, $3, $4, $5, $6, $7)`,
    [account, stream, uin, billMonth, "loaded", rows.length, lastSuccessAt],
  );
  await pool.query("select billing_ops.roll_up_bill_lines($1, $2, $3, $4)", [
    account,
    uin,
    billMonth,
    action,
  ]);
}
