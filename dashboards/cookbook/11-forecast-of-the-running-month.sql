/*
 * What will the running month come to?
 *
 * A forecast by a straight line: what is used day by day goes on as until yesterday (or until the
 * last loaded day); subscriptions count as they stand, for they are paid ahead.
 * Edit: nothing, the month is the running one.
 * Look out: it knows no weekends and no renewals that are still to come. On the first days of a month
 * it is hardly better than a guess.
 */
with asked as (
  select date_trunc('month', now() at time zone 'Asia/Shanghai')::date as bill_month,
    (now() at time zone 'Asia/Shanghai')::date as today
),
counted as (
  select bill_month, greatest(least(data_through, today - 1), bill_month) as until,
    extract(day from bill_month + interval '1 month' - interval '1 day')::integer as days_in_month
  from asked
    cross join billing_mart.pipeline_status
),
so_far as (
  select customer_uin, customer_name, currency, until, days_in_month,
    until - bill_month + 1 as days_counted,
    coalesce(sum(cost) filter (where pay_mode = 'Monthly subscription'), 0) as subscriptions,
    coalesce(sum(cost) filter (where pay_mode is distinct from 'Monthly subscription'
      and day <= until), 0) as usage_counted,
    sum(cost) as cost_so_far
  from counted
    join billing_mart.daily_cost using (bill_month)
  group by customer_uin, customer_name, currency, until, days_in_month, bill_month
)
select customer_name, currency, cost_so_far, until as counted_until, days_counted, days_in_month,
  subscriptions, usage_counted,
  round(usage_counted * days_in_month / days_counted, 2) as forecast_usage,
  round(subscriptions + usage_counted * days_in_month / days_counted, 2) as forecast_cost
from so_far
order by currency, forecast_cost desc;
