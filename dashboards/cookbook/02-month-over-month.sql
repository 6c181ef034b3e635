/*
 * How did each customer's cost develop from month to month?
 *
 * Edit: since, here six months back.
 * Look out: the running month is not over; 03-top-movers holds it against the same days of the month
 * before. A month that is not loaded is missing here, and not zero.
 */
with asked as (
  select (date_trunc('month', now() at time zone 'Asia/Shanghai') - interval '6 months')::date as since
),
monthly as (
  select customer_uin, customer_name, bill_month, month_state, currency, cost,
    lag(cost) over before as previous_cost,
    lag(bill_month) over before = (bill_month - interval '1 month')::date as is_next_month
  from asked
    join billing_mart.monthly_cost_by_customer on bill_month >= since
  window before as (partition by customer_uin, currency order by bill_month)
)
select customer_name, bill_month, month_state, currency, cost, previous_cost,
  cost - previous_cost as change,
  round(100 * (cost - previous_cost) / nullif(abs(previous_cost), 0), 1) as change_percent
from monthly
where is_next_month
order by customer_name, currency, bill_month desc;
