/*
 * What is saved on the list price, and what is paid by credits, in the terms of FOCUS?
 *
 * Edit: x_billmonth, here the last whole month.
 * Look out: vouchers are rows of their own, of ChargeCategory Credit and with a negative BilledCost:
 * leave them out and the sum is before vouchers. The sum of BilledCost is the bill. Once any lines
 * of a partner are loaded, focus.cost_and_usage has partners' lines only: customers and months with
 * lines of their own only are in focus.customer_cost_and_usage then.
 */
with asked as (
  select (date_trunc('month', now() at time zone 'Asia/Shanghai') - interval '1 month')::date as x_billmonth
)
select subaccountid as customer_uin, subaccountname as customer_name, billingcurrency as currency,
  sum(listcost) filter (where chargecategory <> 'Credit') as list_cost,
  sum(listcost - contractedcost) filter (where chargecategory <> 'Credit') as negotiated_savings,
  sum(billedcost) filter (where chargecategory <> 'Credit') as before_credits,
  coalesce(sum(billedcost) filter (where chargecategory = 'Credit'), 0) as credits,
  coalesce(sum(billedcost) filter (where chargeclass = 'Correction'), 0) as corrections,
  sum(billedcost) as billed_cost
from asked
  join focus.cost_and_usage using (x_billmonth)
group by subaccountid, subaccountname, billingcurrency
order by billed_cost desc;
