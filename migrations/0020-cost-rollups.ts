import { type Kysely, sql } from "kysely";
import { comment } from "../src/warehouse/postgres/ddl/comment.ts";

type Column = readonly [name: string, type: string, meaning: string];

const SLICE: readonly Column[] = [
  ["bill_key", "uuid not null", "billing_ops.bill_key of the four columns that follow."],
  ["account", "text not null", "The configured account whose lines they are."],
  ["customer_uin", "text not null", "UIN of the customer."],
  ["bill_month", "date not null", "First day of the bill month (UTC+8)."],
  ["source_action", "text not null", "The API action that sent the lines."],
];

const PRODUCT: Column = ["product_name", "text", "bill_detail.product_name, byte for byte."];
const REGION: Column = ["region", "text", "bill_detail.region, byte for byte."];
const BILLING_MODE: Column = ["billing_mode", "text", "bill_detail.billing_mode."];
const CURRENCY: Column = ["currency", "text", "bill_detail.currency."];

const MEASURES: readonly Column[] = [
  ["lines", "bigint not null", "Lines that were added up."],
  ["original_cost", "numeric", "Exact sum of the list-price amounts."],
  [
    "discount",
    "numeric",
    "Exact sum of original_cost less total_amount_after_discount, of lines that have both; NULL where none has.",
  ],
  ["voucher_deduction", "numeric", "Exact sum of what vouchers paid; NULL where no line has it."],
  ["total_cost", "numeric", "Exact sum of the charged amounts."],
];

const BY_MONTH: readonly Column[] = [
  PRODUCT,
  REGION,
  ["project_name", "text", "bill_detail.project_name, byte for byte."],
  BILLING_MODE,
  ["transaction_type", "text", "bill_detail.transaction_type."],
  CURRENCY,
];

const BY_SPAN: readonly Column[] = [
  PRODUCT,
  REGION,
  BILLING_MODE,
  CURRENCY,
  ["charged_on", "date", "Day of the settlement (UTC+8), else of the usage's begin."],
  ["used_from", "date", "First day of the usage (UTC+8), else of the settlement."],
  ["used_to", "date", "Last day of the usage (UTC+8), not before used_from."],
];

const BY_DAY: readonly Column[] = [
  ["product", "text", "bill_detail.product_name, cleaned by billing_mart.clean_label."],
  ["region", "text", "bill_detail.region, cleaned by billing_mart.clean_region."],
  ["pay_mode", "text", "bill_detail.billing_mode, cleaned by billing_mart.clean_label."],
  CURRENCY,
  ["day", "date not null", "The day (UTC+8)."],
];

const DAY_MEASURES: readonly Column[] = [
  ["lines", "bigint not null", "Lines that were settled on the day."],
  ["cost", "numeric not null", "Exact sum of the charged amounts that were settled on the day."],
  [
    "amortised_cost",
    "numeric not null",
    "The day's share of charged amounts that are spread evenly over their days of usage.",
  ],
];

const BY_TAGS: readonly Column[] = [
  PRODUCT,
  CURRENCY,
  ["tags", "jsonb not null", "bill_detail.tags; [] where the line has none."],
];

type Rollup = { readonly name: string; readonly what: string; readonly columns: readonly Column[] };

const ROLLUPS: readonly Rollup[] = [
  {
    name: "cost_by_month",
    what: "by product, region, project, pay mode and transaction type",
    columns: [...BY_MONTH, ...MEASURES],
  },
  {
    name: "cost_by_day",
    what: "by product, region, pay mode and day",
    columns: [...BY_DAY, ...DAY_MEASURES],
  },
  { name: "cost_by_tags", what: "by product and set of tags", columns: [...BY_TAGS, ...MEASURES] },
];

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const rollup of ROLLUPS) {
    await createRollup(db, rollup);
  }
  await sql`create index on billing_ops.cost_by_day (bill_month)`.execute(db);
  await createFunction(db);
  await sql`select billing_ops.roll_up_bill_lines(account, customer_uin, bill_month, source_action)
    from (select distinct account, customer_uin, bill_month, source_action
      from billing.bill_detail) slice`.execute(db);
}

async function createRollup(
  db: Kysely<unknown>,
  { name, what, columns: own }: Rollup,
): Promise<void> {
  const columns = [...SLICE, ...own];
  const table = sql.table(`billing_ops.${name}`);
  await sql`create table ${table} (
    ${sql.join(columns.map(([column, type]) => sql`${sql.ref(column)} ${sql.raw(type)}`))})`.execute(
    db,
  );
  await sql`create index on ${table} (bill_key)`.execute(db);
  await comment(
    db,
    `billing_ops.${name}`,
    `Bill lines added up ${what}, rewritten with their slice in the transaction that loads it. The partner's and the customer's lines stand side by side: read the views of billing_mart.`,
    columns,
  );
}

// By its offset, which the zone has had since 1992: looking the zone up for each line took as long as
// adding the lines up.
const dayOf = (time: string): string => `((${time}) at time zone interval '8 hours')::date`;

// An end at the last second of a day is meant inclusive, one at midnight exclusive: a second
// earlier both are the last day of the usage.
const LINES = `
  select product_name, region, project_name, billing_mode, transaction_type, currency,
    case jsonb_typeof(tags) when 'array' then tags else '[]' end as tags,
    ${dayOf("coalesce(transaction_time, usage_start_time)")} as charged,
    ${dayOf("coalesce(usage_start_time, transaction_time)")} as used,
    ${dayOf("usage_end_time - interval '1 second'")} as used_until,
    original_cost, total_amount_after_discount, voucher_deduction, total_cost
  from billing.bill_detail d
  where d.account = roll_up_bill_lines.account and d.customer_uin = uin
    and d.bill_month = month and d.source_action = action`;

// Ten years: what claims to last longer is a mistake, which would be spread over a million days.
const DAYS_MAX = 3660;

const names = (columns: readonly Column[]): string => columns.map(([name]) => name).join(", ");

const DIMENSIONS = [...new Set([...BY_MONTH, ...BY_TAGS, ...BY_SPAN].map(([name]) => name))].join(
  ", ",
);

// Added up once by everything: what comes of it is few rows, of which three sums cost next to nothing.
// Three sums of the lines themselves took twice as long.
const FINEST = `
  select ${DIMENSIONS}, count(*) as lines, sum(original_cost) as original_cost,
    sum(original_cost - total_amount_after_discount) as discount,
    sum(voucher_deduction) as voucher_deduction, sum(total_cost) as total_cost
  from (
    select *, coalesce(charged, month) as charged_on, coalesce(used, month) as used_from,
      case when used_until between used and used + ${DAYS_MAX} then used_until
        else coalesce(used, month) end as used_to
    from (${LINES}) line) dated
  group by ${DIMENSIONS}`;

const GROUPED = `
  select grouping(project_name) = 0 as is_month, grouping(charged_on) = 0 as is_span, ${DIMENSIONS},
    ${MEASURES.map(([name]) => `sum(${name})${name === "lines" ? "::bigint" : ""} as ${name}`).join(", ")}
  from finest
  group by grouping sets ((${names(BY_MONTH)}), (${names(BY_SPAN)}), (${names(BY_TAGS)}))`;

// A day's share is what has come together by the end of the day less what had by its begin, each
// rounded to at least 8 decimals: so the shares of a span add up to its amount exactly.
const cameTogether = (days: string): string =>
  `round(total_cost * (${days}) / (used_to - used_from + 1), greatest(scale(total_cost), 8))`;

const BY_DAYS = `
  select billing_mart.clean_label(product_name), billing_mart.clean_region(region),
    billing_mart.clean_label(billing_mode), currency, day, sum(settled)::bigint, sum(cost),
    sum(amortised)
  from grouped cross join lateral (
    select charged_on as day, lines as settled, coalesce(total_cost, 0) as cost, 0 as amortised
    union all
    select used_from + n, 0, 0,
      coalesce(${cameTogether("n + 1")} - ${cameTogether("n")}, 0)
    from generate_series(0, used_to - used_from) n) spread
  where is_span
  group by 1, 2, 3, 4, 5`;

const SCOPE = "key, roll_up_bill_lines.account, uin, month, action";

const copied = (columns: readonly Column[]): string =>
  `select ${SCOPE}, ${names(columns)} from grouped`;

// With its owner's rights: a role that may load need not be given any on what came with a new version.
async function createFunction(db: Kysely<unknown>): Promise<void> {
  const gone = ROLLUPS.map(
    ({ name }) => `
      delete from billing_ops.${name} where bill_key = key;`,
  );
  await sql`
    create function billing_ops.roll_up_bill_lines(account text, uin text, month date, action text)
    returns void language plpgsql security definer set search_path = pg_catalog, pg_temp
    as $function$
    #variable_conflict use_column
    declare
      key uuid := billing_ops.bill_key(account, uin, month, action);
    begin
      ${sql.raw(gone.join(""))}
      with finest as materialized (${sql.raw(FINEST)}),
        grouped as materialized (${sql.raw(GROUPED)}),
        month_rows as (insert into billing_ops.cost_by_month
          ${sql.raw(copied([...BY_MONTH, ...MEASURES]))} where is_month),
        day_rows as (insert into billing_ops.cost_by_day
          select ${sql.raw(SCOPE)}, by_day.* from (${sql.raw(BY_DAYS)}) by_day)
      insert into billing_ops.cost_by_tags
        ${sql.raw(copied([...BY_TAGS, ...MEASURES]))} where not is_month and not is_span;
    end
    $function$`.execute(db);
  await sql`comment on function billing_ops.roll_up_bill_lines(text, text, date, text) is
    'Adds up the bill lines of a slice anew: account, UIN, month, source_action. Idempotent.'`.execute(
    db,
  );
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql`drop function billing_ops.roll_up_bill_lines(text, text, date, text)`.execute(db);
  for (const { name } of ROLLUPS.toReversed()) {
    await sql`drop table ${sql.table(`billing_ops.${name}`)}`.execute(db);
  }
}
