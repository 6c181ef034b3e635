/*
 * What do discounts and vouchers save each customer?
 *
 * Edit: bill_month, here the last whole month.
 * Look out: only the partner's lines say what a discount was worth: a customer's own bill has NULL
 * there. list_cost less discount less voucher is the cost, but for lines that do not add up (R6).
 */
with asked as (
  select (date_trunc('month', now() at time zone 'Asia/Shanghai') - interval '1 month')::date as bill_month
)
select customer_uin, customer_name, currency, list_cost, discount, voucher, cost,
  round(100 * discount / nullif(list_cost, 0), 2) as discount_percent,
  round(100 * voucher / nullif(list_cost - discount, 0), 2) as voucher_percent,
  list_cost - cost as saved
from asked
  join billing_mart.monthly_cost_by_customer using (bill_month)
where cost <> 0
order by saved desc nulls last;
