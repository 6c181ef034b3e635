/*
 * Is the month closed, and does it add up?
 *
 * Edit: bill_month, here the last whole month.
 * Look out: only a closed month is final. not_comparable is no error: a side is not loaded, or lags. The
 * vendor's total names no currency: of a bill in two of them vendor_total and difference are NULL.
 */
with asked as (
  select (date_trunc('month', now() at time zone 'Asia/Shanghai') - interval '1 month')::date as bill_month
),
checked as (
  select account, uin, count(*) filter (where verdict in ('match', 'within_tolerance')) as matches,
    count(*) filter (where verdict = 'mismatch') as mismatches,
    count(*) filter (where verdict = 'not_comparable') as not_comparable,
    string_agg(distinct check_id, ', ' order by check_id) filter (where verdict = 'mismatch')
      as mismatching_checks,
    max(checked_at) as checked_at
  from asked
    join billing_mart.reconciliation using (bill_month)
  group by account, uin
)
select c.customer_uin, c.customer_name, c.month_state, c.currency, c.cost, c.vendor_total, c.difference,
  k.matches, k.mismatches, k.not_comparable, k.mismatching_checks, k.checked_at
from asked
  join billing_mart.monthly_cost_by_customer c using (bill_month)
  left join checked k on k.account = c.account and k.uin = c.customer_uin
order by k.mismatches desc nulls first, c.customer_name, c.customer_uin;
