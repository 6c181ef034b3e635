import { type Kysely, sql } from "kysely";
import { createView, type View } from "../src/warehouse/postgres/ddl/create-view.ts";

const COVERAGE: View = {
  name: "billing_mart.coverage",
  meaning:
    "One row for every account, stream, UIN and month that should be there: all that runs have registered, and what the accounts' roles and customer lists ask for in the open months. As of now.",
  columns: [
    ["account", "The configured account."],
    ["stream", "The stream."],
    ["uin", "The UIN whose bill it is; '' where the stream has none."],
    ["customer_name", "Name of the customer; NULL where the UIN is none of a partner."],
    ["bill_month", "First day of the bill month (UTC+8); NULL where the stream has none."],
    [
      "state",
      "failed, not_ready, forbidden: so ended the last attempt; never_loaded; late: an open month not loaded for billing_ops.late_after(), or an earlier one not since its bill was settled (7th of the next month); fresh; closed: no run loads it.",
    ],
    ["last_success_at", "When it was last loaded or found to be as it was; its rows are of then."],
    ["last_changed_at", "When a load last changed a row of it."],
    ["age", "Time since last_success_at."],
    ["row_count", "Rows in the stream's main table."],
    ["amount", "Exact sum of the charged amount; NULL where the stream has none."],
    ["last_attempt_at", "When it was last tried."],
    ["error_code", "Code of the last failure; NULL after a success."],
    ["error_message", "The last failure in words."],
    ["request_id", "RequestId of the last failure, which the vendor's support asks for."],
  ],
  query: `
    select c.account, c.stream, c.uin, k.name, nullif(c.bill_month, '0001-01-01'), c.state,
      c.last_success_at, c.last_changed_at, now() - c.last_success_at, c.row_count, c.amount,
      c.last_attempt_at, c.error_code, c.error_message, c.request_id
    from billing_ops.coverage_at(now()) c
      left join billing.customer k on k.account = c.account and k.customer_uin = c.uin`,
};

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`create function billing_ops.late_after() returns interval
    language sql immutable parallel safe return interval '36 hours'`.execute(db);
  await sql`comment on function billing_ops.late_after() is
    'After how long without a load an open month is late. To change it: CREATE OR REPLACE FUNCTION billing_ops.late_after() RETURNS interval LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN interval ''48 hours''.'`.execute(
    db,
  );
  await createCoverageFunction(db);
  await createView(db, COVERAGE);
}

async function createCoverageFunction(db: Kysely<unknown>): Promise<void> {
  await sql`
    create function billing_ops.coverage_at(at timestamptz)
    returns table (account text, stream text, uin text, bill_month date, state text, status text,
      row_count bigint, amount numeric, last_success_at timestamptz, last_changed_at timestamptz,
      last_attempt_at timestamptz, error_code text, error_message text, request_id text)
    language sql stable parallel safe
    begin atomic
      ${sql.raw(REGISTERED)} union all ${sql.raw(NEVER_REGISTERED)};
    end`.execute(db);
  await sql`comment on function billing_ops.coverage_at(timestamptz) is
    'What billing_mart.coverage says, as of an instant; bill_month is 0001-01-01 where the stream has none.'`.execute(
    db,
  );
}

const THIS_MONTH =
  "(select date_trunc('month', at at time zone 'Asia/Shanghai')::date as month) now_";

const SETTLED = "(s.bill_month + interval '1 month 6 days') at time zone 'Asia/Shanghai'";

const REGISTERED = `
  select s.account, s.stream, s.uin, s.bill_month,
    case
      when m.state = 'closed' and s.status <> 'forbidden' then 'closed'
      when s.status in ('failed', 'not_ready', 'forbidden') then s.status
      when s.last_success_at is null then 'never_loaded'
      when s.bill_month = '0001-01-01' or m.state = 'reopened'
        or s.bill_month >= now_.month - (coalesce(e.open_months, 2) - 1) * interval '1 month'
      then case when s.last_success_at < at - billing_ops.late_after() then 'late' else 'fresh' end
      when s.last_success_at < ${SETTLED} and ${SETTLED} <= at - billing_ops.late_after() then 'late'
      else 'fresh'
    end,
    s.status, s.row_count, s.amount, s.last_success_at, s.last_changed_at, s.last_attempt_at,
    s.error_code, s.error_message, s.request_id
  from billing_ops.slice s cross join ${THIS_MONTH}
    left join billing_ops.account_stream e on e.account = s.account and e.stream = s.stream
    left join billing_ops.month_state m
      on m.account = s.account and m.uin = s.uin and m.bill_month = s.bill_month`;

// A month is asked for when somebody should have loaded it: one that has just begun is missing nothing
// yet. An account that runs were not configured with for a week, while others were, was taken out.
// BILLING_OPEN_MONTHS is 36 at most: of a series whose length is not written the planner expects a
// thousand, and prepares for millions.
const NEVER_REGISTERED = `
  select e.account, e.stream, u.uin, d.bill_month, 'never_loaded', null, 0, null, null, null, null,
    null, null, null
  from billing_ops.account_stream e
    join billing_ops.stream t on t.name = e.stream
    join billing.account a on a.account = e.account
      and a.loaded_at > (select max(loaded_at) - interval '7 days' from billing.account)
    cross join ${THIS_MONTH}
    cross join lateral (
      select (now_.month - back * interval '1 month')::date as bill_month
      from generate_series(0, 35) back
      where t.slicing <> 'account' and back < e.open_months and at - billing_ops.late_after()
        >= (now_.month - back * interval '1 month') at time zone 'Asia/Shanghai'
      union all
      select date '0001-01-01' where t.slicing = 'account') d
    cross join lateral (
      select c.customer_uin as uin from billing.customer c
      where t.slicing = 'customer-month' and c.account = e.account and c.unbound_at is null
      union all
      select a.uin where t.slicing = 'own-month' and a.uin is not null
      union all
      select '' where t.slicing = 'account') u
  where not exists (
      select from billing_ops.slice s where s.account = e.account and s.stream = e.stream
        and s.uin = u.uin and s.bill_month = d.bill_month)
    and not exists (
      select from billing_ops.month_state m where m.account = e.account and m.uin = u.uin
        and m.bill_month = d.bill_month and m.state = 'closed')`;

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql`drop view billing_mart.coverage`.execute(db);
  await sql`drop function billing_ops.coverage_at(timestamptz)`.execute(db);
  await sql`drop function billing_ops.late_after()`.execute(db);
}
