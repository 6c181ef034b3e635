/*
 * What changed since last night?
 *
 * Edit: stream, customer_bill_detail for an end customer's own bill; the interval.
 * Look out: every stream tells the same money once more, so choose one, and is_main. A first load is
 * what is new altogether; product is NULL there.
 */
select customer_name, bill_month, product, what, sum(rows_added) as rows_added,
  sum(rows_changed) as rows_changed, sum(rows_removed) as rows_removed,
  sum(old_amount) as old_amount, sum(new_amount) as new_amount, sum(difference) as difference
from billing_mart.what_changed
where stream = 'partner_bill_detail' and is_main
  and changed_at > now() - interval '1 day'
group by customer_name, bill_month, product, what
order by what desc, abs(sum(difference)) desc;
