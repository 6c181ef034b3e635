/*
 * On which days did something cost far more, or less, than it usually does?
 *
 * Each day of a customer's product against the median of the last 60 days, in units of the median
 * absolute deviation: unlike mean and standard deviation, one bad day does not hide itself in them.
 * Edit: days, score_min (how unusual) and amount_min (how much it must be about).
 * Look out: subscriptions are left out, the first of a month would be an anomaly every time. Days
 * without any line are not counted as zeros: what has lines on fewer than 7 days has no usual day.
 */
with asked as (
  select 60 as days, 6 as score_min, 10 as amount_min,
    (now() at time zone 'Asia/Shanghai')::date as today
),
daily as (
  select customer_uin, customer_name, perspective, coalesce(product, '(none)') as product,
    coalesce(nullif(currency, ''), 'unknown') as currency, day, sum(cost) as cost
  from asked
    join billing_mart.daily_cost on bill_month >= date_trunc('month', (today - days)::timestamp)
      and day between today - days and today - 1
  where lines > 0 and pay_mode is distinct from 'Monthly subscription'
  group by 1, 2, 3, 4, 5, 6
),
middle as materialized (
  select customer_uin, perspective, product, currency,
    percentile_disc(0.5) within group (order by cost) as median
  from daily
  group by customer_uin, perspective, product, currency
  having count(*) >= 7
),
spread as materialized (
  select customer_uin, perspective, product, currency, median,
    percentile_disc(0.5) within group (order by abs(cost - median)) as deviation
  from daily
    join middle using (customer_uin, perspective, product, currency)
  group by customer_uin, perspective, product, currency, median
)
select customer_uin, customer_name, product, day, currency, cost, median as usual_cost,
  cost - median as unusual_cost,
  round(abs(cost - median) / nullif(1.4826 * deviation, 0), 1) as score
from daily
  join spread using (customer_uin, perspective, product, currency)
  cross join asked
where abs(cost - median) >= amount_min
  and abs(cost - median) >= score_min * 1.4826 * deviation
order by abs(cost - median) desc;
