/*
 * What changed since last night?
 *
 * Edit: the interval.
 * Look out: every stream tells the same money once more, and two accounts may have the same customer:
 * line_source chooses whose lines the marts count. A first load is what is new altogether; product is
 * NULL there.
 */
select s.customer_uin, s.customer_name, c.bill_month, c.product, c.what, sum(c.rows_added) as rows_added,
  sum(c.rows_changed) as rows_changed, sum(c.rows_removed) as rows_removed,
  sum(c.old_amount) as old_amount, sum(c.new_amount) as new_amount, sum(c.difference) as difference
from billing_mart.what_changed c
  join billing_mart.line_source s on s.account = c.account and s.stream = c.stream
    and s.customer_uin = c.uin and s.bill_month = c.bill_month
where s.is_chosen and c.is_main
  and c.changed_at > now() - interval '1 day'
group by s.customer_uin, s.customer_name, c.bill_month, c.product, c.what
order by c.what desc, abs(sum(c.difference)) desc;
