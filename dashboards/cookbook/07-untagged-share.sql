/*
 * How much of the cost carries no tag?
 *
 * For each key in use, and as (any) without any tag at all.
 * Edit: bill_month, here the last whole month.
 * Look out: only customers' own lines have tags. Some products cannot be tagged: the share never
 * comes to zero.
 */
with asked as (
  select (date_trunc('month', now() at time zone 'Asia/Shanghai') - interval '1 month')::date as bill_month
)
select customer_uin, customer_name, coalesce(tag_key, '(any)') as tag_key, currency,
  sum(lines) as untagged_lines, sum(cost) as untagged_cost, sum(of_cost) as of_cost,
  round(100 * sum(cost) / nullif(sum(of_cost), 0), 1) as untagged_percent
from asked
  join billing_mart.untagged_cost using (bill_month)
group by customer_uin, customer_name, coalesce(tag_key, '(any)'), currency
order by customer_name, customer_uin, untagged_percent desc;
