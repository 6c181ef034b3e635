/**
 * The SELECT behind `billing_ops.coverage_at` and `billing_mart.coverage`: every slice that should be
 * there and how it stands, as of `at`, an SQL expression of type timestamptz. Its columns are those of
 * the function. Migrations that were released call this: what it selects may never change.
 */
export function coverageQuery(at: string): string {
  return `${registered(at)} union all ${neverRegistered(at)}`;
}

const thisMonth = (at: string): string =>
  `(select date_trunc('month', ${at} at time zone 'Asia/Shanghai')::date as month) now_`;

const SETTLED = "(s.bill_month + interval '1 month 6 days') at time zone 'Asia/Shanghai'";

const registered = (at: string): string => `
  select s.account, s.stream, s.uin, s.bill_month,
    case
      when m.state = 'closed' and s.status <> 'forbidden' then 'closed'
      when s.status in ('failed', 'not_ready', 'forbidden') then s.status
      when s.last_success_at is null then 'never_loaded'
      when s.bill_month = '0001-01-01' or m.state = 'reopened'
        or s.bill_month >= now_.month - (coalesce(e.open_months, 2) - 1) * interval '1 month'
      then case when s.last_success_at < ${at} - billing_ops.late_after() then 'late' else 'fresh' end
      when s.last_success_at < ${SETTLED} and ${SETTLED} <= ${at} - billing_ops.late_after() then 'late'
      else 'fresh'
    end,
    s.status, s.row_count, s.amount, s.last_success_at, s.last_changed_at, s.last_attempt_at,
    s.error_code, s.error_message, s.request_id
  from billing_ops.slice s cross join ${thisMonth(at)}
    left join billing_ops.account_stream e on e.account = s.account and e.stream = s.stream
    left join billing_ops.month_state m
      on m.account = s.account and m.uin = s.uin and m.bill_month = s.bill_month`;

// A month is asked for when somebody should have loaded it: one that has just begun is missing nothing
// yet. An account that runs were not configured with for a week, while others were, was taken out.
// BILLING_OPEN_MONTHS is 36 at most: of a series whose length is not written the planner expects a
// thousand, and prepares for millions.
const neverRegistered = (at: string): string => `
  select e.account, e.stream, u.uin, d.bill_month, 'never_loaded', null, 0, null, null, null, null,
    null, null, null
  from billing_ops.account_stream e
    join billing_ops.stream t on t.name = e.stream
    join billing.account a on a.account = e.account
      and a.loaded_at > (select max(loaded_at) - interval '7 days' from billing.account)
    cross join ${thisMonth(at)}
    cross join lateral (
      select (now_.month - back * interval '1 month')::date as bill_month
      from generate_series(0, 35) back
      where t.slicing <> 'account' and back < e.open_months and ${at} - billing_ops.late_after()
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
