/*
 * Who spent what?
 *
 * Every customer's month, its share of all, and how it came from list price to the charge.
 * Edit: bill_month, here the last whole month; another one is date '2026-10-01'.
 * Look out: where perspective is partner, this is what the partner is charged for the customer.
 */
with asked as (
  select (date_trunc('month', now() at time zone 'Asia/Shanghai') - interval '1 month')::date as bill_month
)
select customer_uin, customer_name, perspective, month_state, currency,
  list_cost, discount, voucher, cost,
  round(100 * cost / nullif(sum(cost) over (partition by currency), 0), 1) as percent_of_all
from asked
  join billing_mart.monthly_cost_by_customer using (bill_month)
where cost <> 0
order by currency, cost desc;
