import { type Kysely, sql } from "kysely";
import { createView, type View } from "../src/warehouse/postgres/ddl/create-view.ts";

type Column = View["columns"][number];

/** A column of a mart: its name, its meaning, and the expression over `l` (lines added up) that makes it. */
type Grouped = readonly [name: string, meaning: string, expression: string];

const BILL: readonly Grouped[] = [
  ["account", "The configured account whose lines they are.", "l.account"],
  [
    "perspective",
    "partner: what the partner is charged for the customer; customer: the customer's own bill, where the partner's lines are not loaded.",
    "l.perspective",
  ],
  ["customer_uin", "UIN of the customer.", "l.customer_uin"],
  ["customer_name", "Name of the customer; the UIN where no name is known.", "l.customer_name"],
  ["bill_month", "First day of the bill month (UTC+8).", "l.bill_month"],
];

const CURRENCY: Grouped = [
  "currency",
  "Currency of the amounts: never add up two of them. NULL where the bill has no lines.",
  "l.currency",
];

const sum = (column: string): string => `trim_scale(sum(l.${column}))`;

const MEASURES: readonly Grouped[] = [
  ["lines", "Bill lines.", "sum(l.lines)::bigint"],
  ["list_cost", "At list price, exact.", sum("original_cost")],
  [
    "discount",
    "List price less what is left after discounts, exact, of lines that say both; NULL where none does: those of the customer's own bill.",
    sum("discount"),
  ],
  [
    "voucher",
    "Paid by voucher, exact; NULL where lines do not say: those of the customer's own bill.",
    sum("voucher_deduction"),
  ],
  ["cost", "Charged, exact.", sum("total_cost")],
];

const CHOSEN = `
  select s.account, s.perspective, s.customer_uin, s.customer_name, s.bill_month, c.product_name,
    c.region, c.project_name, c.billing_mode, c.transaction_type, c.currency, c.lines, c.original_cost,
    c.discount, c.voucher_deduction, c.total_cost
  from billing_mart.line_source s
    join billing_ops.cost_by_month c on c.bill_key = s.bill_key
  where s.is_chosen`;

const codeOf = (dimension: string, column: string): string =>
  `left join billing_mart.code_of_name n on n.dimension = '${dimension}' and n.name = l.${column}`;

const PAY_MODE: Grouped = [
  "pay_mode",
  "How it is paid for, such as Monthly subscription; NULL where the line does not say.",
  "billing_mart.clean_label(l.billing_mode)",
];
const TRANSACTION_TYPE: Grouped = [
  "transaction_type",
  "What kind of charge it is, such as Purchase or Hourly settlement.",
  "billing_mart.clean_label(l.transaction_type)",
];
const PRODUCT: Grouped = [
  "product",
  "Name of the product; NULL where the line has none.",
  "billing_mart.clean_label(l.product_name)",
];

type CostMart = {
  readonly name: string;
  readonly meaning: string;
  readonly by: readonly Grouped[];
  readonly join?: string;
};

const COST_MARTS: readonly CostMart[] = [
  {
    name: "cost_by_product",
    meaning: "What each customer's month cost by product.",
    by: [["product_code", "Product code, where a summary has taught the name.", "n.code"], PRODUCT],
    join: codeOf("product", "product_name"),
  },
  {
    name: "cost_by_region",
    meaning: "What each customer's month cost by region.",
    by: [
      [
        "region_code",
        "Region code, where a summary has taught the name; 0 is what belongs to no region.",
        "n.code",
      ],
      [
        "region",
        "Name of the region, without the vendor's stray characters; NULL where the line has none.",
        "billing_mart.clean_region(l.region)",
      ],
    ],
    join: codeOf("region", "region"),
  },
  {
    name: "cost_by_project",
    meaning: "What each customer's month cost by project.",
    by: [
      [
        "project",
        "Name of the project; NULL where the line has none.",
        "billing_mart.clean_label(l.project_name)",
      ],
    ],
  },
  {
    name: "cost_by_pay_mode",
    meaning: "What each customer's month cost by pay mode and transaction type.",
    by: [
      PAY_MODE,
      [
        "transaction_type_code",
        "Its code such as prepay_purchase, where a summary has taught the name.",
        "n.code",
      ],
      TRANSACTION_TYPE,
    ],
    join: codeOf("transaction_type", "transaction_type"),
  },
  {
    name: "customer_statement",
    meaning:
      "A customer's month ready to be sent: one row for each product, pay mode and kind of charge. Where perspective is partner the amounts are what the partner is charged.",
    by: [
      [
        "issuer",
        "Who bills the customer: the partner's account (BILLING_NAME), else who issues the customer's invoices (BILLING_INVOICE_ISSUER).",
        "case l.perspective when 'partner' then coalesce(a.display_name, l.account) else coalesce(a.invoice_issuer, a.display_name, l.account) end",
      ],
      [
        "month_state",
        "open, closing, closed or reopened: only a closed month does not change any more.",
        "coalesce(m.state, 'open')",
      ],
      PRODUCT,
      PAY_MODE,
      TRANSACTION_TYPE,
    ],
    join: `left join billing.account a on a.account = l.account
      left join billing_ops.month_state m on m.account = l.account and m.uin = l.customer_uin
        and m.bill_month = l.bill_month`,
  },
];

function costMart({ name, meaning, by, join = "" }: CostMart): View {
  const groups = [...BILL, ...by, CURRENCY];
  const columns = [...groups, ...MEASURES];
  return {
    name: `billing_mart.${name}`,
    meaning: `${meaning} The partner's lines where they are loaded, else the customer's own, never both.`,
    columns: columns.map(([column, columnMeaning]): Column => [column, columnMeaning]),
    query: `
      select ${columns.map(([, , expression]) => expression).join(", ")}
      from (${CHOSEN}) l ${join}
      group by ${groups.map((_, index) => index + 1).join(", ")}`,
  };
}

/**
 * Bills of which only the summaries are loaded have their vendor's total for cost. A bill without
 * lines is one row, too.
 */
const MONTHLY: View = {
  name: "billing_mart.monthly_cost_by_customer",
  meaning:
    "What each customer's month cost, one row for each currency: the partner's lines where they are loaded, else the customer's own, else the vendor's total of the month.",
  columns: [
    ...BILL.map(([name, meaning]): Column => [name, meaning]),
    [
      "month_state",
      "open, closing, closed or reopened: only a closed month does not change any more.",
    ],
    ["currency", "Currency of the amounts; NULL where there are no lines."],
    ["lines", "Bill lines; NULL where only the total is loaded."],
    ...MEASURES.slice(1, 4).map(([name, meaning]): Column => [name, meaning]),
    ["cost", "Charged, exact."],
    [
      "vendor_total",
      "What the vendor's own summary says, which names no currency; NULL where it is not loaded, and of a bill in two currencies.",
    ],
    ["difference", "Cost less vendor_total: 0 where they agree; NULL where that is."],
  ],
  query: `
    select b.account, b.perspective, b.customer_uin, b.customer_name, b.bill_month,
      coalesce(m.state, 'open'), b.currency, b.lines, b.list_cost, b.discount, b.voucher,
      coalesce(b.cost, trim_scale(t.amount)),
      case when b.currencies < 2 then trim_scale(t.amount) end,
      case when b.currencies < 2 then trim_scale(b.cost - t.amount) end
    from (
      select s.account, s.perspective, s.customer_uin, s.customer_name, s.bill_month, c.currency,
        coalesce(sum(c.lines), 0)::bigint as lines, case when count(c.lines) = 0 then 0 else trim_scale(sum(c.original_cost)) end as list_cost,
        trim_scale(sum(c.discount)) as discount,
        trim_scale(sum(c.voucher_deduction)) as voucher,
        coalesce(trim_scale(sum(c.total_cost)), 0) as cost,
        count(*) over (partition by s.customer_uin, s.bill_month) as currencies,
        case s.perspective when 'partner' then 'partner_bill_total' else 'customer_bill_by_product' end as totals
      from billing_mart.line_source s
        left join billing_ops.cost_by_month c on c.bill_key = s.bill_key
      where s.is_chosen
      group by s.account, s.perspective, s.customer_uin, s.customer_name, s.bill_month, c.currency
      union all
      select o.account, o.perspective, o.uin, coalesce(k.customer_name, o.uin), o.bill_month, null,
        null, null, null, null, null, 1, o.stream
      from (
        select distinct on (s.uin, s.bill_month) s.account, s.stream, s.uin, s.bill_month,
          t.role as perspective
        from billing_ops.slice s join billing_ops.stream t on t.name = s.stream
        where s.stream in ('partner_bill_total', 'customer_bill_by_product')
          and s.last_success_at is not null
        order by s.uin, s.bill_month, t.role desc, s.last_success_at desc, s.account) o
        left join billing_mart.customer k on k.customer_uin = o.uin
      where not exists (select from billing_mart.line_source l
        where l.customer_uin = o.uin and l.bill_month = o.bill_month)) b
      left join billing_ops.slice t on t.account = b.account and t.stream = b.totals
        and t.uin = b.customer_uin and t.bill_month = b.bill_month and t.last_success_at is not null
      left join billing_ops.month_state m on m.account = b.account and m.uin = b.customer_uin
        and m.bill_month = b.bill_month`,
};

const PAYER: View = {
  name: "billing_mart.payer_cost_by_region",
  meaning:
    "What the direct accounts themselves are charged by region: bills of their own, apart from those of customers.",
  columns: [
    ["account", "The configured account."],
    ["account_name", "Its name (BILLING_NAME), else the configured one."],
    ["payer_uin", "UIN of the payer."],
    ["bill_month", "First day of the bill month (UTC+8)."],
    ["region_code", "Region code; 0 is what belongs to no region."],
    ["region", "Name of the region, without the vendor's stray characters."],
    ["list_cost", "At list price, exact; NULL where the vendor does not say."],
    ["cost", "Charged, exact."],
    ["cash", "Of that, paid from cash."],
    ["free_credit", "Of that, paid from free credit."],
    ["voucher", "Of that, paid by voucher."],
    ["commission_credit", "Of that, paid from commission credit."],
  ],
  query: `
    select p.account, coalesce(a.display_name, p.account), p.payer_uin, p.bill_month, p.region_id,
      billing_mart.clean_region(p.region_name), trim_scale(p.total_cost), trim_scale(p.real_total_cost),
      trim_scale(p.cash_pay_amount), trim_scale(p.incentive_pay_amount),
      trim_scale(p.voucher_pay_amount), trim_scale(p.transfer_pay_amount)
    from billing.payer_bill_by_region p left join billing.account a on a.account = p.account`,
};

const VIEWS = [MONTHLY, ...COST_MARTS.map(costMart), PAYER];

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const view of VIEWS) {
    await createView(db, view);
  }
}

export async function down(db: Kysely<unknown>): Promise<void> {
  for (const { name } of VIEWS.toReversed()) {
    await sql`drop view ${sql.table(name)}`.execute(db);
  }
}
