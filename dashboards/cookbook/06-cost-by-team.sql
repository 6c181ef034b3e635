/*
 * What does each team cost?
 *
 * Showback by the value of one tag, with what carries no such tag as a row of its own.
 * Edit: tag_key and bill_month, here the last whole month.
 * Look out: only customers' own lines have tags, so this needs an account of role customer. The tag is
 * the one that a resource had when it was billed.
 */
with asked as (
  select 'team' as tag_key,
    (date_trunc('month', now() at time zone 'Asia/Shanghai') - interval '1 month')::date as bill_month
)
select customer_uin, customer_name, tag_value as team, currency, sum(cost) as cost
from asked
  join billing_mart.cost_by_tag using (tag_key, bill_month)
group by customer_uin, customer_name, tag_value, currency
union all
select customer_uin, customer_name, '(untagged)', currency, sum(cost)
from asked
  join billing_mart.untagged_cost using (tag_key, bill_month)
group by customer_uin, customer_name, currency
order by customer_name, customer_uin, currency, cost desc;
