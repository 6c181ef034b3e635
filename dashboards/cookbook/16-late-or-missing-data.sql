/*
 * What should be there and is not, or is too old?
 *
 * Edit: nothing. `npm run query` and psql show age in days and hours.
 * Look out: no row means that everything is there. forbidden is a credential that may not read it.
 */
select state, account, stream, uin, coalesce(customer_name, uin) as customer, bill_month,
  last_success_at, age, error_code, error_message
from billing_mart.coverage
where state not in ('fresh', 'closed')
order by state, bill_month desc nulls last, account, stream, customer, uin;
