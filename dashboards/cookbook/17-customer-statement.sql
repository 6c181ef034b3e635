/*
 * What is on a customer's statement, with a total to check it by?
 *
 * Edit: customer_uin and bill_month; here the dearest customer of the last whole month.
 * Look out: where perspective is partner, issuer is the partner's account (BILLING_NAME) and the amounts
 * are what it is charged: add your own margin before a customer sees them. Of a customer's own bill the
 * issuer is BILLING_INVOICE_ISSUER.
 */
with asked as (
  select customer_uin, bill_month
  from billing_mart.monthly_cost_by_customer
  where bill_month = (date_trunc('month', now() at time zone 'Asia/Shanghai') - interval '1 month')::date
    and lines > 0
  order by cost desc nulls last
  limit 1
)
select issuer, perspective, customer_uin, customer_name, bill_month, month_state, currency,
  case when grouping(product) = 1 then 'Total' else product end as product, pay_mode, transaction_type,
  sum(lines) as lines, sum(list_cost) as list_cost, sum(discount) as discount, sum(voucher) as voucher,
  sum(cost) as cost
from asked
  join billing_mart.customer_statement using (customer_uin, bill_month)
group by issuer, perspective, customer_uin, customer_name, bill_month, month_state, currency,
  grouping sets ((product, pay_mode, transaction_type), ())
order by currency, grouping(product), product, pay_mode, transaction_type;
