import type { Pool } from "pg";
import { seedSlices } from "./seed-slices.ts";

export type SeededBill = {
  readonly uin: string;
  /** First day. */
  readonly billMonth: string;
  readonly amount: string;
};

const STAMP = {
  account: "main",
  content_hash: "00000000-0000-0000-0000-000000000000",
  run_id: 1,
  loaded_at: "2026-11-10T01:30:00Z",
};

/** The one row that each table has of such a bill. */
const ROWS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  partner_bill_by_region: { region_id: "1", region_name: "East" },
  partner_bill_by_pay_mode: { pay_mode: "postPay" },
  partner_bill_by_action: { pay_mode: "postPay", action_type: "h", action_type_name: "Hourly" },
  partner_bill_by_product: { business_code: "p_cvm", business_code_name: "CVM" },
  partner_bill_total: {},
  bill_detail: {
    source_action: "DescribeCustomerBillDetail",
    line_id: "63",
    region: "East",
    transaction_type: "Hourly",
    product_name: "CVM",
  },
};

const STREAMS = ["by_region", "by_pay_mode", "by_product", "total", "detail"];

/** A partner's bill of one line in one region; every table says `amount` unless `others` says else. */
export async function seedBill(
  pool: Pool,
  { uin, billMonth, amount }: SeededBill,
  others: Readonly<Record<string, string>> = {},
): Promise<void> {
  await pool.query("select billing_ops.ensure_month_partition('bill_detail', $1)", [billMonth]);
  for (const [table, columns] of Object.entries(ROWS)) {
    const cost = others[table] ?? amount;
    const row = {
      ...STAMP,
      ...columns,
      customer_uin: uin,
      bill_month: billMonth,
      original_cost: amount,
      voucher_pay_amount: "0",
      total_cost: cost,
      total_amount_after_discount: cost,
      voucher_deduction: "0",
    };
    await pool.query(
      `insert into billing.${table} select * from jsonb_populate_record(null::billing.${table}, $1)`,
      [JSON.stringify(row)],
    );
  }
  await seedSlices(
    pool,
    STREAMS.map((name) => ({ uin, billMonth, stream: `partner_bill_${name}`, amount })),
  );
  await pool.query("update billing_ops.slice set promised_rows = 1 where stream like '%detail'");
}
