/*
 * What became dearer or cheaper, and for whom?
 *
 * The ten largest changes of the running month against the same days of the month before.
 * Edit: bill_month, here the running one. On its first day there is no change yet.
 * Look out: of cost, compared_cost is what was settled on days that are over, and compared_until says up
 * to which day of the month before that is held against. change is NULL where that month is not loaded.
 * Subscriptions that were renewed on another day move between the months.
 */
with asked as (
  select date_trunc('month', now() at time zone 'Asia/Shanghai')::date as bill_month
)
select customer_uin, customer_name, product, currency, previous_cost, compared_cost, cost, change,
  change_percent, compared_until
from asked
  join billing_mart.top_movers using (bill_month)
where change <> 0
order by abs(change) desc
limit 10;
