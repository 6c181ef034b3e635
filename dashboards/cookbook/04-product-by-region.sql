/*
 * Which product costs what in which region?
 *
 * Edit: bill_month, here the last whole month.
 * Look out: a region that is NULL or Other is the vendor's: traffic and services that have no place.
 */
with asked as (
  select (date_trunc('month', now() at time zone 'Asia/Shanghai') - interval '1 month')::date as bill_month
)
select product, region, currency, sum(cost) as cost, count(distinct customer_uin) as customers,
  round(100 * sum(cost) / nullif(sum(sum(cost)) over (partition by product, currency), 0), 1)
    as percent_of_product
from asked
  join billing_mart.daily_cost using (bill_month)
group by product, region, currency
having sum(cost) <> 0
order by product, cost desc;
