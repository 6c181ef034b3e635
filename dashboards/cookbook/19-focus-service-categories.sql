/*
 * What goes to compute, storage, databases and networks, in the terms of FOCUS?
 *
 * Edit: x_billmonth, here the last whole month.
 * Look out: the month is x_billmonth. billingperiodstart is an instant, midnight in UTC+8: cut to
 * months in UTC it would put every row into the month before. Once any lines of a partner are
 * loaded, focus.cost_and_usage has partners' lines only: customers and months with lines of their
 * own only are in focus.customer_cost_and_usage then.
 */
with asked as (
  select (date_trunc('month', now() at time zone 'Asia/Shanghai') - interval '1 month')::date as x_billmonth
)
select servicecategory, servicesubcategory, chargecategory, billingcurrency as currency, count(*) as rows,
  sum(listcost) as listcost, sum(billedcost) as billedcost, sum(effectivecost) as effectivecost
from asked
  join focus.cost_and_usage using (x_billmonth)
group by servicecategory, servicesubcategory, chargecategory, billingcurrency
order by servicecategory, servicesubcategory, chargecategory;
