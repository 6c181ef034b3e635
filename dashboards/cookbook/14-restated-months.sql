/*
 * Which months did the vendor restate after they were over?
 *
 * Edit: nothing; a since for bill_month, where the list gets long.
 * Look out: until the bill is issued on the 5th of the next month changes are ordinary; after that
 * they are worth a question. A closed month is not loaded again: what differs there is a mismatch
 * named closed_month_restated, see 15-closed-and-adding-up. line_source chooses whose lines the marts
 * count: two accounts may have the same customer.
 */
select s.customer_uin, s.customer_name, c.bill_month, max(c.changed_on) as last_restated_on,
  count(distinct c.run_id) as runs, sum(c.rows_added) as rows_added, sum(c.rows_changed) as rows_changed,
  sum(c.rows_removed) as rows_removed, sum(c.difference) as difference,
  sum(c.difference) filter (where c.changed_on > c.bill_month + interval '1 month 4 days')
    as difference_after_issue
from billing_mart.what_changed c
  join billing_mart.line_source s on s.account = c.account and s.stream = c.stream
    and s.customer_uin = c.uin and s.bill_month = c.bill_month
where s.is_chosen and c.is_main and c.what = 'restated'
  and c.changed_on >= c.bill_month + interval '1 month'
group by s.customer_uin, s.customer_name, c.bill_month
order by c.bill_month desc, s.customer_name, s.customer_uin;
