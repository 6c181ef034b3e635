/*
 * How much is paid by reserved instances, savings plans, spot and subscription?
 *
 * Edit: bill_month, here the last whole month.
 * Look out: these are shares of what is charged. What a reserved instance covered costs nothing any
 * more and is therefore in no share: the bill does not tell its worth.
 */
with asked as (
  select (date_trunc('month', now() at time zone 'Asia/Shanghai') - interval '1 month')::date as bill_month
),
paid as (
  select currency, list_cost, cost,
    case
      when transaction_type_code = 'postpay_deduct_s' or transaction_type ~* '\mspot\M' then 'spot'
      when transaction_type_code = 'svp_hour_pay' or transaction_type ~* 'savings plan' then 'savings plan'
      when pay_mode ~ '\mRI\M' or transaction_type ~ '\mRI\M' then 'reserved instance'
      when pay_mode = 'Monthly subscription' then 'subscription'
      else 'pay as you go'
    end as paid_by
  from asked
    join billing_mart.cost_by_pay_mode using (bill_month)
)
select paid_by, currency, sum(list_cost) as list_cost, sum(cost) as cost,
  round(100 * sum(cost) / nullif(sum(sum(cost)) over (partition by currency), 0), 2) as percent_of_cost
from paid
group by paid_by, currency
order by currency, cost desc;
