/*
 * What became dearer or cheaper, and for whom?
 *
 * The ten largest changes of the running month against the same days of the month before.
 * Edit: bill_month, here the running one.
 * Look out: change is NULL where the month before is not loaded; compared_until says up to which day
 * of it is counted. Subscriptions that were renewed on another day move between the months.
 */
with asked as (
  select date_trunc('month', now() at time zone 'Asia/Shanghai')::date as bill_month
)
select customer_name, product, currency, previous_cost, cost, change, change_percent, compared_until
from asked
  join billing_mart.top_movers using (bill_month)
where change <> 0
order by abs(change) desc
limit 10;
