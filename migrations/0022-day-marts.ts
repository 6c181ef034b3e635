import { type Kysely, sql } from "kysely";
import { createView, type View } from "../src/warehouse/postgres/ddl/create-view.ts";

type Column = View["columns"][number];

const CUSTOMER_UIN: Column = ["customer_uin", "UIN of the customer."];
const CUSTOMER_NAME: Column = [
  "customer_name",
  "Name of the customer; the UIN where no name is known.",
];
const BILL_MONTH: Column = ["bill_month", "First day of the bill month (UTC+8)."];
const PERSPECTIVE: Column = [
  "perspective",
  "partner: what the partner is charged for the customer; customer: the customer's own bill.",
];
const PRODUCT: Column = ["product", "Name of the product; NULL where the line has none."];
const CURRENCY: Column = ["currency", "Currency of the amounts: never add up two of them."];
const ACCOUNT: Column = ["account", "The configured account whose lines they are."];

const DAILY: View = {
  name: "billing_mart.daily_cost",
  meaning:
    "What each day cost, seen in two ways that both add up to the bill: by the day of settlement, and spread evenly over the days of use. Spread days of a subscription lie in later months, too: bill_month stays the bill's.",
  columns: [
    ACCOUNT,
    PERSPECTIVE,
    CUSTOMER_UIN,
    CUSTOMER_NAME,
    BILL_MONTH,
    ["day", "The day (UTC+8)."],
    PRODUCT,
    ["region", "Name of the region, without the vendor's stray characters."],
    ["pay_mode", "How it is paid for, such as Monthly subscription."],
    CURRENCY,
    ["lines", "Bill lines that were settled on that day."],
    ["cost", "Settled on that day, exact."],
    ["amortised_cost", "The day's even share of what is used on it, to 8 decimals or more."],
  ],
  query: `
    select s.account, s.perspective, s.customer_uin, s.customer_name, s.bill_month, c.day, c.product,
      c.region, c.pay_mode, c.currency, c.lines, trim_scale(c.cost), trim_scale(c.amortised_cost)
    from billing_mart.line_source s
      join billing_ops.cost_by_day c on c.bill_key = s.bill_key
    where s.is_chosen`,
};

const OWN_LINES = `
  select s.account, s.customer_uin, s.customer_name, s.bill_month, c.product_name, c.currency, c.tags,
    c.lines, c.total_cost
  from billing_mart.line_source s join billing_ops.cost_by_tags c on c.bill_key = s.bill_key
  where s.perspective = 'customer'`;

const BY_TAG: View = {
  name: "billing_mart.cost_by_tag",
  meaning:
    "What a customer's month cost by tag, from the customer's own lines: the partner's carry no tags. A line with two tags counts under both: add up the values of one key only. Of a key that a line has twice the last value counts.",
  columns: [
    ACCOUNT,
    CUSTOMER_UIN,
    CUSTOMER_NAME,
    BILL_MONTH,
    ["tag_key", "The tag's key."],
    ["tag_value", "The tag's value."],
    PRODUCT,
    CURRENCY,
    ["lines", "Bill lines."],
    ["cost", "Charged, exact."],
  ],
  query: `
    select l.account, l.customer_uin, l.customer_name, l.bill_month, t.tag ->> 'TagKey',
      coalesce(t.tag ->> 'TagValue', ''), billing_mart.clean_label(l.product_name), l.currency,
      sum(l.lines)::bigint, trim_scale(sum(l.total_cost))
    from (${OWN_LINES}) l
      cross join lateral (
        select distinct on (tag ->> 'TagKey') tag
        from jsonb_array_elements(l.tags) with ordinality as e (tag, place)
        order by tag ->> 'TagKey', place desc) t
    where t.tag ->> 'TagKey' is not null
    group by 1, 2, 3, 4, 5, 6, 7, 8`,
};

const UNTAGGED: View = {
  name: "billing_mart.untagged_cost",
  meaning:
    "What a customer's month cost without tags, from the customer's own lines: for every key in use that month, and in the rows whose tag_key is NULL without any tag at all.",
  columns: [
    ACCOUNT,
    CUSTOMER_UIN,
    CUSTOMER_NAME,
    BILL_MONTH,
    ["tag_key", "The key that the lines lack; NULL: they have no tag at all."],
    PRODUCT,
    CURRENCY,
    ["lines", "Bill lines that lack it."],
    ["cost", "What they cost, exact."],
    ["of_cost", "What all lines of the product cost that month."],
  ],
  query: `
    select l.account, l.customer_uin, l.customer_name, l.bill_month, t.tag_key,
      billing_mart.clean_label(l.product_name), l.currency,
      coalesce(sum(l.lines) filter (where w.is_without), 0)::bigint,
      coalesce(trim_scale(sum(l.total_cost) filter (where w.is_without)), 0),
      trim_scale(sum(l.total_cost))
    from (${OWN_LINES}) l
      join (
        select distinct l.account, l.customer_uin, l.bill_month, tag ->> 'TagKey' as tag_key
        from (${OWN_LINES}) l cross join lateral jsonb_array_elements(l.tags) tag
        union
        select distinct l.account, l.customer_uin, l.bill_month, null from (${OWN_LINES}) l) t
        on t.account = l.account and t.customer_uin = l.customer_uin and t.bill_month = l.bill_month
      cross join lateral (select case when t.tag_key is null then l.tags = '[]'
        else not l.tags @> jsonb_build_array(jsonb_build_object('TagKey', t.tag_key)) end
        as is_without) w
    group by 1, 2, 3, 4, 5, 6, 7`,
};

const THIS_MONTH =
  "(select (now() at time zone 'Asia/Shanghai')::date as today, date_trunc('month', now() at time zone 'Asia/Shanghai')::date as month) now_";

/** The last day of the running month that was over when a bill was last loaded. */
const lastWholeDay = (loadedAt: string): string =>
  `least(now_.today, (${loadedAt} at time zone 'Asia/Shanghai')::date) - 1`;

/**
 * Four kinds of rows are added up: what the month cost; of the running month what of it is compared; what
 * the month before cost, under the month after it; and of that up to the same day, under the running
 * month. A bill without lines is a row too: it says that the month is loaded. Both months are of the same
 * perspective: other prices are no change of use.
 */
const TOP_MOVERS: View = {
  name: "billing_mart.top_movers",
  meaning:
    "What became dearer and cheaper against the month before, by customer and product: order by abs(change) desc. The running month is held against the same days of the month before.",
  columns: [
    ACCOUNT,
    PERSPECTIVE,
    CUSTOMER_UIN,
    CUSTOMER_NAME,
    BILL_MONTH,
    PRODUCT,
    CURRENCY,
    [
      "previous_cost",
      "Charged in the month before, exact; NULL where that month's lines are not loaded.",
    ],
    ["cost", "Charged in the month, exact."],
    [
      "compared_cost",
      "Of cost, what previous_cost is held against: in the running month what was settled on days that were over when it was last loaded.",
    ],
    ["change", "compared_cost less previous_cost; NULL where that is, or no day is over."],
    ["change_percent", "Of previous_cost, to one decimal; NULL where that is 0 or change is NULL."],
    [
      "compared_until",
      "The last day of the month before that is counted: what was settled by then; NULL where no day of the running month is over.",
    ],
  ],
  query: `
    select account, perspective, customer_uin, customer_name, bill_month, product, currency,
      case when is_comparable then previous end, cost, compared,
      case when is_comparable then trim_scale(compared - previous) end,
      case when is_comparable and previous <> 0
        then round((compared - previous) * 100 / abs(previous), 1) end,
      case when bill_month < this_month then bill_month - 1 when whole_until >= this_month
        then least(bill_month - 1, (bill_month - interval '1 month')::date + (whole_until - this_month)) end
    from (
      select *, has_previous and (bill_month < this_month or whole_until >= this_month) as is_comparable
      from (
        select perspective, customer_uin, customer_name, bill_month,
          billing_mart.clean_label(product_name) as product, currency, now_.month as this_month,
          trim_scale(sum(cost)) as cost, trim_scale(sum(compared)) as compared,
          trim_scale(sum(previous)) as previous, sum(lines) > 0 as has_lines,
          max(max(account)) over bill as account,
          bool_or(bool_or(is_chosen)) over bill as is_chosen,
          bool_or(bool_or(is_previous)) over bill as has_previous,
          max(max(whole_until)) over bill as whole_until
        from (
          select s.account, s.perspective, s.customer_uin, s.customer_name, s.bill_month, s.is_chosen,
            false as is_previous, ${lastWholeDay("s.loaded_at")} as whole_until, c.product_name,
            c.currency, c.lines, c.total_cost as cost,
            case when s.bill_month < now_.month then c.total_cost else 0 end as compared, 0 as previous
          from billing_mart.line_source s cross join ${THIS_MONTH}
            left join billing_ops.cost_by_month c on c.bill_key = s.bill_key
          union all
          select null, s.perspective, s.customer_uin, s.customer_name, s.bill_month, null, null, null,
            c.product, c.currency, c.lines, 0, c.cost, 0
          from billing_mart.line_source s cross join ${THIS_MONTH}
            join billing_ops.cost_by_day c on c.bill_key = s.bill_key
              and c.day <= ${lastWholeDay("s.loaded_at")}
          where s.bill_month = now_.month
          union all
          select null, s.perspective, s.customer_uin, s.customer_name,
            (s.bill_month + interval '1 month')::date, null, true, null, c.product_name, c.currency,
            c.lines, 0, 0, c.total_cost
          from billing_mart.line_source s cross join ${THIS_MONTH}
            left join billing_ops.cost_by_month c on c.bill_key = s.bill_key
          where s.bill_month < (now_.month - interval '1 month')::date
          union all
          select null, s.perspective, s.customer_uin, s.customer_name, now_.month, null, true, null,
            c.product, c.currency, c.lines, 0, 0, c.cost
          from billing_mart.line_source s cross join ${THIS_MONTH}
            left join billing_mart.line_source r on r.perspective = s.perspective
              and r.customer_uin = s.customer_uin and r.bill_month = now_.month
            left join billing_ops.cost_by_day c on c.bill_key = s.bill_key
              and c.day <= least(now_.month - 1,
                s.bill_month + (${lastWholeDay("r.loaded_at")} - now_.month))
          where s.bill_month = (now_.month - interval '1 month')::date) told
          cross join ${THIS_MONTH}
        group by perspective, customer_uin, customer_name, bill_month, product, currency, now_.month
        window bill as (partition by perspective, customer_uin, bill_month)) told_of_month) compared
    where is_chosen and has_lines`,
};

const VIEWS = [DAILY, BY_TAG, UNTAGGED, TOP_MOVERS];

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
