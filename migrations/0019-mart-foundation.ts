import { type Kysely, sql } from "kysely";
import { coverageQuery } from "../src/warehouse/postgres/ddl/coverage-query.ts";
import { createView, type View } from "../src/warehouse/postgres/ddl/create-view.ts";

/**
 * The name is joined below the window, which the planner does not look through: it knows nothing of
 * this view's columns, takes a join with sums for one row, and would look for the names of each of
 * them in all customers.
 *
 * A bill without lines hides none that has some: a customer that came to a partner, or went to another
 * one, has an empty bill there for the months before.
 *
 * Two accounts may have the same customer: one was renamed, or a distributor and its reseller are both
 * configured. One that runs were not configured with for a week, while others were, was taken out; of
 * the others the one loaded on the latest day has it, and the name decides, so that the choice does not
 * change from night to night.
 */
const LINE_SOURCE: View = {
  name: "billing_mart.line_source",
  meaning:
    "Which bill lines tell the money of a customer's month: one row for each perspective that has loaded lines. Join billing.bill_detail on account, customer_uin, bill_month and source_action, sums on bill_key.",
  columns: [
    ["account", "The configured account whose lines they are."],
    ["stream", "The stream that loads them."],
    ["source_action", "The API action that sent them: bill_detail.source_action."],
    [
      "perspective",
      "partner: what the partner is charged for the customer; customer: the customer's own bill.",
    ],
    ["customer_uin", "UIN of the customer."],
    ["customer_name", "Name of the customer; the UIN where no name is known."],
    ["bill_month", "First day of the bill month (UTC+8)."],
    [
      "is_chosen",
      "Whether marts count these lines: the partner's where it has any, else the customer's own, never both.",
    ],
    ["loaded_at", "When the lines were last loaded or found to be as they were."],
    ["bill_key", "billing_ops.bill_key of the lines: what is added up of them has it."],
  ],
  query: `
    select l.account, l.stream, l.action, l.role, l.uin, coalesce(k.customer_name, l.uin), l.bill_month,
      row_number() over (partition by l.uin, l.bill_month
        order by l.row_count > 0 desc, l.role = 'partner' desc) = 1,
      l.last_success_at, billing_ops.bill_key(l.account, l.uin, l.bill_month, l.action)
    from (
      select distinct on (s.uin, s.bill_month, t.role)
        s.account, s.stream, t.action, t.role, s.uin, s.bill_month, s.row_count, s.last_success_at
      from billing_ops.slice s
        join billing_ops.stream t on t.name = s.stream and t.main_table = 'bill_detail'
        left join billing.account a on a.account = s.account
      where s.last_success_at is not null
      order by s.uin, s.bill_month, t.role, s.row_count > 0 desc,
        coalesce(a.loaded_at > (select max(loaded_at) - interval '7 days' from billing.account), false) desc,
        (s.last_success_at at time zone 'Asia/Shanghai')::date desc, s.account) l
      left join billing_mart.customer k on k.customer_uin = l.uin`,
};

const CUSTOMER: View = {
  name: "billing_mart.customer",
  meaning:
    "One row for every UIN that has bills of its own or is on a partner's list, with the name to show.",
  columns: [
    ["customer_uin", "UIN of the customer. The key."],
    [
      "customer_name",
      "Display name; of a UIN that no list names, the account's (BILLING_NAME), else the UIN itself.",
    ],
    ["mark", "The partner's remark; NULL where there is none."],
    ["account", "The configured account whose list or own UIN it is."],
    ["bound_at", "Since when it is bound to the partner; NULL where no list says."],
    ["unbound_at", "Since when the partner's list no longer shows it; NULL while it does."],
  ],
  query: `
    select distinct on (uin) uin, coalesce(name, uin), mark, account, bound_at, unbound_at
    from (
      select customer_uin as uin, nullif(name, '') as name, nullif(mark, '') as mark, account,
        bind_time as bound_at, unbound_at, unbound_at is null as is_bound, last_seen_at as seen_at
      from billing.customer
      union all
      select uin, nullif(display_name, ''), null, account, null, null, false, loaded_at
      from billing.account where uin is not null) known
    order by uin, name is not null desc, is_bound desc, seen_at desc, account`,
};

const coverage = (states: string): string => `
  create or replace view billing_mart.coverage as
  select c.account, c.stream, c.uin, k.name as customer_name,
    nullif(c.bill_month, '0001-01-01') as bill_month, c.state, c.last_success_at, c.last_changed_at,
    now() - c.last_success_at as age, c.row_count, c.amount, c.last_attempt_at, c.error_code,
    c.error_message, c.request_id
  from ${states} c (account, stream, uin, bill_month, state, status, row_count, amount,
      last_success_at, last_changed_at, last_attempt_at, error_code, error_message, request_id)
    left join billing.customer k on k.account = c.account and k.customer_uin = c.uin`;

const VIEWS = [CUSTOMER, LINE_SOURCE];

export async function up(db: Kysely<unknown>): Promise<void> {
  await createLabelFunctions(db);
  // One column to join sums on: of four the planner takes the product of their selectivities, one row
  // for a fleet's month. Numbers of days, because the text of a date depends on the session.
  await sql`create function billing_ops.bill_key(account text, uin text, month date, action text)
    returns uuid language sql immutable parallel safe
    return md5(account || '/' || uin || '/' || (month - date '2000-01-01') || '/' || action)::uuid`.execute(
    db,
  );
  await sql`comment on function billing_ops.bill_key(text, text, date, text) is
    'Names the lines of one bill that one API action sent to one account: account, UIN, month, source_action.'`.execute(
    db,
  );
  for (const view of VIEWS) {
    await createView(db, view);
  }
  // A function in a view runs with the rights of whoever reads the view, who may have none on what it
  // reads; and where it has others, the planner does not look into it.
  await sql.raw(coverage(`(${coverageQuery("now()")})`)).execute(db);
}

// The vendor's labels have no-break spaces, blanks at their ends, and a stray digit before some regions:
// East China(U+00A0)(Shanghai), 1North China (Beijing). Of other names a digit is a part: 1Password.
async function createLabelFunctions(db: Kysely<unknown>): Promise<void> {
  await sql`create function billing_mart.clean_label(label text) returns text
    language sql immutable parallel safe
    return nullif(btrim(translate(label, chr(160), ' ')), '')`.execute(db);
  await sql`comment on function billing_mart.clean_label(text) is
    'A label of the vendor''s as people write it: plain spaces, none at the ends; NULL for an empty one.'`.execute(
    db,
  );
  await sql`create function billing_mart.clean_region(label text) returns text
    language sql immutable parallel safe
    return regexp_replace(billing_mart.clean_label(label), '^\\d(?=[A-Z][a-z])', '')`.execute(db);
  await sql`comment on function billing_mart.clean_region(text) is
    'The label of a region as people write it: as clean_label, without the stray digit in front.'`.execute(
    db,
  );
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql.raw(coverage("billing_ops.coverage_at(now())")).execute(db);
  for (const { name } of VIEWS.toReversed()) {
    await sql`drop view ${sql.table(name)}`.execute(db);
  }
  await sql`drop function billing_ops.bill_key(text, text, date, text)`.execute(db);
  await sql`drop function billing_mart.clean_region(text), billing_mart.clean_label(text)`.execute(
    db,
  );
}
