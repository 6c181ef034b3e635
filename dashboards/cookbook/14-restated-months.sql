/*
 * Which months did the vendor restate after they were over?
 *
 * Edit: stream, customer_bill_detail for an end customer's own bill.
 * Look out: until the bill is issued on the 5th of the next month changes are ordinary; after that
 * they are worth a question. A closed month is not loaded again: what differs there is a mismatch
 * named closed_month_restated, see 15-closed-and-adding-up.
 */
select customer_name, bill_month, max(changed_on) as last_restated_on, count(distinct run_id) as runs,
  sum(rows_added) as rows_added, sum(rows_changed) as rows_changed, sum(rows_removed) as rows_removed,
  sum(difference) as difference,
  sum(difference) filter (where changed_on > bill_month + interval '1 month 4 days')
    as difference_after_issue
from billing_mart.what_changed
where stream = 'partner_bill_detail' and is_main and what = 'restated'
  and changed_on >= bill_month + interval '1 month'
group by customer_name, bill_month
order by bill_month desc, customer_name;
