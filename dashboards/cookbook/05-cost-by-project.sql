/*
 * What does each project cost?
 *
 * Edit: bill_month, here the last whole month.
 * Look out: projects are the customer's own: two customers may both have one called default.
 */
with asked as (
  select (date_trunc('month', now() at time zone 'Asia/Shanghai') - interval '1 month')::date as bill_month
)
select customer_uin, customer_name, project, currency, lines, list_cost, cost,
  round(100 * cost / nullif(sum(cost) over (partition by customer_uin, currency), 0), 1)
    as percent_of_customer
from asked
  join billing_mart.cost_by_project using (bill_month)
order by customer_name, customer_uin, currency, cost desc;
