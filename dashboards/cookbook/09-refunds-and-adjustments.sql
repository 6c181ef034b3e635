/*
 * What was refunded, compensated or adjusted?
 *
 * Edit: since, here the last whole month and the running one.
 * Look out: a refund is booked in the month in which it is made, whatever month was paid for.
 */
with asked as (
  select (date_trunc('month', now() at time zone 'Asia/Shanghai') - interval '1 month')::date as since
)
select customer_uin, customer_name, bill_month, transaction_type, currency, lines, list_cost, voucher,
  cost
from asked
  join billing_mart.cost_by_pay_mode on bill_month >= since
where transaction_type_code in ('prepay_return', 'recon_deduct', 'recon_increase', 'recon_guarantee')
  or transaction_type ~* 'refund|adjustment|compensation'
  or cost < 0
order by cost;
