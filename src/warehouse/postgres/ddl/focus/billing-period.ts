import type { View } from "../create-view.ts";
import { HAS_PARTNER_LINES } from "./cost-and-usage.ts";

// A customer's issuer is the reseller that its lines name where no other is configured: one line of the
// bill is enough, as all name the same.
const BILLS = `
  select s.bill_month, s.perspective, m.state = 'closed' as is_closed,
    coalesce(nullif(a.invoice_issuer, ''), p.payer, 'Tencent Cloud') as issuer,
    coalesce(f.loaded_at, s.loaded_at) as created_at,
    greatest(z.last_changed_at, f.loaded_at, m.since) as changed_at, s.loaded_at
  from billing_mart.line_source s
    left join billing.account a on a.account = s.account
    left join billing_ops.slice z on z.account = s.account and z.stream = s.stream
      and z.uin = s.customer_uin and z.bill_month = s.bill_month
    left join billing_ops.slice_load f on f.is_first and f.account = s.account
      and f.stream = s.stream and f.uin = s.customer_uin and f.bill_month = s.bill_month
    left join billing_ops.month_state m on m.account = s.account and m.uin = s.customer_uin
      and m.bill_month = s.bill_month
    left join lateral (
      select nullif(nullif(btrim(b.payer_account_id), ''), '-') as payer
      from billing.bill_detail b
      where s.perspective = 'customer' and coalesce(a.invoice_issuer, '') = ''
        and b.account = s.account and b.customer_uin = s.customer_uin
        and b.bill_month = s.bill_month and b.source_action = s.source_action
      limit 1) p on true
  where s.perspective = (
    select case when ${HAS_PARTNER_LINES} then 'partner' else 'customer' end)`;

/** FOCUS 1.4 Billing Period: of the perspective that the main Cost and Usage shows. */
export const BILLING_PERIOD: View = {
  name: "focus.billing_period_v1_4",
  meaning:
    "FOCUS 1.4 Billing Period: one row for each invoice issuer and bill month of focus.cost_and_usage_v1_4.",
  columns: [
    [
      "billingperiodcreated",
      "BillingPeriodCreated: When the first bill of the month was first loaded.",
    ],
    [
      "billingperiodend",
      "BillingPeriodEnd: First instant after the bill month in UTC+8, exclusive.",
    ],
    [
      "billingperiodlastupdated",
      "BillingPeriodLastUpdated: When a load last changed a line of it, or a bill was closed or opened again.",
    ],
    [
      "billingperiodstart",
      "BillingPeriodStart: First instant of the bill month in UTC+8, inclusive.",
    ],
    [
      "billingperiodstatus",
      "BillingPeriodStatus: Closed when every bill of the issuer and month is closed, else Open.",
    ],
    ["invoiceissuername", "InvoiceIssuerName: Who invoices it, as in cost_and_usage_v1_4."],
    ["x_bills", "x_Bills: Bills of the issuer and month that are loaded."],
    ["x_billsclosed", "x_BillsClosed: How many of them are closed."],
    ["x_billmonth", "x_BillMonth: First day of the bill month (UTC+8)."],
    ["x_perspective", "x_Perspective: partner or customer: whose bills they are."],
  ].map(([name = "", meaning = ""]): readonly [string, string] => [name, meaning]),
  query: `
    select min(created_at), (bill_month + interval '1 month') at time zone 'Asia/Shanghai',
      max(coalesce(changed_at, loaded_at)), bill_month::timestamp at time zone 'Asia/Shanghai',
      case when bool_and(coalesce(is_closed, false)) then 'Closed' else 'Open' end, issuer,
      count(*), count(*) filter (where is_closed), bill_month, perspective
    from (${BILLS}) bills group by issuer, bill_month, perspective`,
};

/** The same under the name without a version, which follows the newest. */
export const UNVERSIONED_BILLING_PERIOD: View = {
  ...BILLING_PERIOD,
  name: "focus.billing_period",
  meaning: `${BILLING_PERIOD.meaning} Follows the newest version: tools that must not change use focus.billing_period_v1_4.`,
  query: `select * from ${BILLING_PERIOD.name}`,
};
