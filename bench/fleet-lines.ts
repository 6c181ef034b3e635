import type { Pool } from "pg";
import { addMonths, firstDay } from "../src/domain/bill-month.ts";

/** A fleet of customers with the same number of lines in each of its months. */
export type Fleet = {
  readonly customers: number;
  /** Oldest first, `yyyy-MM`. */
  readonly months: readonly string[];
  readonly linesPerBill: number;
};

const MONTHS = 8;
const LINES_PER_BILL = 10_000;
const FIRST_UIN = 200_000_000_000;

/** The fleet that has about so many lines in the months up to `last`. */
export function fleetOf(lines: number, last: string): Fleet {
  const customers = Math.max(1, Math.round(lines / (MONTHS * LINES_PER_BILL)));
  return {
    customers,
    months: Array.from({ length: MONTHS }, (_, index) => addMonths(last, index + 1 - MONTHS)),
    linesPerBill: LINES_PER_BILL,
  };
}

/** The UIN of a customer, counted from 1. */
export function fleetUin(customer: number): string {
  return String(FIRST_UIN + customer);
}

/**
 * Puts the bills of the customers from `from` to `to` there as loads would have left them, by the
 * server itself: lines, sums and bookkeeping.
 */
export async function fillFleet(
  pool: Pool,
  { months, linesPerBill }: Fleet,
  { from, to }: { readonly from: number; readonly to: number },
): Promise<void> {
  await pool.query(CUSTOMERS, [FIRST_UIN, from, to]);
  for (const month of months) {
    await pool.query("select billing_ops.ensure_month_partition('bill_detail', $1)", [
      firstDay(month),
    ]);
    const values = [FIRST_UIN, from, to, firstDay(month)];
    await pool.query(LINES, [...values, linesPerBill]);
    await pool.query(SLICES, [...values, linesPerBill]);
    await pool.query(ROLL_UP, values);
  }
  await pool.query("vacuum (analyze)");
}

const CUSTOMERS = `
  insert into billing.customer (account, customer_uin, name, first_seen_at, last_seen_at, run_id, loaded_at)
  select 'bench', ($1::bigint + c)::text, 'Customer ' || c, now(), now(), 1, now()
  from generate_series($2::int, $3::int) c`;

// A customer has 14 resources that are settled by the hour, and some subscriptions of a month.
const LINES = `
  insert into billing.bill_detail (account, customer_uin, bill_month, source_action, line_id,
    payer_account_id, operator_account_id, product_name, billing_mode, project_name, region,
    availability_zone, instance_id, instance_name, sub_product_name, transaction_type, transaction_id,
    transaction_time, usage_start_time, usage_end_time, component_type, component_name,
    component_list_price, component_price_measurement_unit, component_usage, component_usage_unit,
    usage_duration, duration_unit, original_cost, discount_rate, customer_discount_rate, currency,
    total_amount_after_discount, voucher_deduction, total_cost, content_hash, run_id, loaded_at)
  select 'bench', uin, $4::date, 'DescribeCustomerBillDetail',
    (6300000000000000000 + c * 10000000::bigint + line)::text, '100000000001', uin,
    'Product ' || resource % 9,
    case when is_month then 'Monthly subscription' else 'Pay-As-You-Go resources' end,
    'project ' || resource % 4, 'Region ' || (c + resource) % 7, 'Zone 1',
    'ins-' || c || '-' || resource, 'web-' || resource, 'S5',
    case when is_month then 'Renewal' else 'Hourly settlement' end, 't' || line,
    start + case when is_month then interval '1 minute' else interval '65 minutes' end, start,
    start + case when is_month then interval '30 days' else interval '1 hour' end - interval '1 second',
    'CPU', 'S5 - CPU', 0.01234, 'USD/core/Hour', 4, 'core', 1, 'Hour', cost * 2, 1, 1, 'USD', cost,
    0, cost, md5(line::text)::uuid, 1, now()
  from generate_series($2::int, $3::int) c cross join generate_series(1, $5::int) line
    cross join lateral (select ($1::bigint + c)::text as uin, line % 14 as resource,
      line % 50 = 0 as is_month, (line % 977) + (line % 10007) * 0.00000001 as cost,
      ($4::date + (line / 14 % 700) * interval '1 hour') at time zone 'Asia/Shanghai' as start) made`;

const SLICES = `
  insert into billing_ops.slice (account, stream, uin, bill_month, status, row_count, amount,
    last_success_at, last_changed_at, last_attempt_at, claim_epoch, load_epoch)
  select 'bench', s.name, ($1::bigint + c)::text, $4::date, 'loaded',
    case when s.main_table = 'bill_detail' then $5::int else 5 end, 1, now(), now(), now(), 1, 1
  from generate_series($2::int, $3::int) c cross join billing_ops.stream s
  where s.role = 'partner' and s.slicing = 'customer-month'`;

const ROLL_UP = `
  select billing_ops.roll_up_bill_lines('bench', ($1::bigint + c)::text, $4::date, 'DescribeCustomerBillDetail')
  from generate_series($2::int, $3::int) c`;
