/*
 * How did each customer's cost develop from month to month?
 *
 * Edit: since, here six months back.
 * Look out: the running month is not over; 03-top-movers holds it against the same days of the month
 * before. A month that is not loaded, or told from another perspective, is missing here, and not zero.
 */
with asked as (
  select (date_trunc('month', now() at time zone 'Asia/Shanghai') - interval '6 months')::date as since
),
-- Of a bill of which only the total is loaded nobody says the currency.
told as (
  select customer_uin, customer_name, perspective, lines is null as is_total_only, bill_month,
    month_state, lines, currency, cost
  from asked
    join billing_mart.monthly_cost_by_customer on bill_month >= since
  where cost is not null
),
billed_in as (
  select distinct customer_uin, perspective, is_total_only, currency
  from told
  where lines is distinct from 0
),
-- A bill with nothing in a currency comes to 0 in it.
monthly as (
  select customer_uin, customer_name, perspective, is_total_only, bill_month, month_state, b.currency,
    coalesce(sum(cost) filter (where t.currency is not distinct from b.currency), 0) as cost
  from told t
    join billed_in b using (customer_uin, perspective, is_total_only)
  group by customer_uin, customer_name, perspective, is_total_only, bill_month, month_state, b.currency
),
compared as (
  select *, lag(cost) over before as previous_cost,
    lag(bill_month) over before = (bill_month - interval '1 month')::date as is_next_month
  from monthly
  window before as (
    partition by customer_uin, perspective, is_total_only, currency order by bill_month)
)
select customer_uin, customer_name, perspective, bill_month, month_state, currency, cost, previous_cost,
  cost - previous_cost as change,
  round(100 * (cost - previous_cost) / nullif(abs(previous_cost), 0), 1) as change_percent
from compared
where is_next_month and (cost <> 0 or previous_cost <> 0)
order by customer_name, customer_uin, bill_month desc, currency;
