/*
 * What will the running month come to?
 *
 * A forecast by a straight line: usage goes on as until the customer's last day that was over when its
 * bill was loaded. Whatever is charged once counts as it stands: purchases, adjustments, credits, and
 * usage that is settled by the month.
 * Edit: nothing, the month is the running one.
 * Look out: it knows no weekends, no renewals and no fees for commitments that are still to come, and
 * vouchers only as far as they have paid. On the first days of a month it is hardly better than a guess,
 * and before one is over NULL. A line that names no currency is in USD here, as FOCUS has it.
 */
with asked as (
  select date_trunc('month', now() at time zone 'Asia/Shanghai')::date as x_billmonth,
    (now() at time zone 'Asia/Shanghai')::date as today
),
charged as (
  select x_account, subaccountid, x_perspective, x_billmonth, billingcurrency, billedcost,
    chargecategory, chargeclass, x_transactiontype, x_transactiontypecode,
    coalesce(x_transactiontime, chargeperiodstart) as settled_at
  from asked
    join focus.cost_and_usage using (x_billmonth)
  where x_perspective = 'partner'
  union all
  select x_account, subaccountid, x_perspective, x_billmonth, billingcurrency, billedcost,
    chargecategory, chargeclass, x_transactiontype, x_transactiontypecode,
    coalesce(x_transactiontime, chargeperiodstart)
  from asked
    join focus.customer_cost_and_usage using (x_billmonth)
),
daily as materialized (
  select x_account, subaccountid, x_perspective, x_billmonth, billingcurrency,
    (settled_at at time zone 'Asia/Shanghai')::date as day,
    chargecategory = 'Usage' and chargeclass is null
      and x_transactiontype is distinct from 'Monthly settlement'
      and x_transactiontypecode is distinct from 'postpay_deduct_m' as goes_on,
    sum(billedcost) as cost
  from charged
  group by 1, 2, 3, 4, 5, 6, 7
),
counted as (
  select s.customer_uin, s.customer_name, s.perspective, d.billingcurrency, d.day, d.goes_on, d.cost,
    d.x_billmonth,
    max(d.day) filter (where d.day >= d.x_billmonth
        and d.day < least(today, (s.loaded_at at time zone 'Asia/Shanghai')::date))
      over (partition by s.customer_uin) as until
  from asked
    join daily d using (x_billmonth)
    join billing_mart.line_source s on s.account = d.x_account and s.customer_uin = d.subaccountid
      and s.perspective = d.x_perspective and s.bill_month = d.x_billmonth
  where s.is_chosen
),
so_far as (
  select customer_uin, customer_name, perspective, billingcurrency as currency, sum(cost) as cost_so_far,
    until as counted_until, until - x_billmonth + 1 as days_counted,
    extract(day from x_billmonth + interval '1 month' - interval '1 day')::integer as days_in_month,
    coalesce(sum(cost) filter (where not goes_on), 0) as charged_once,
    coalesce(sum(cost) filter (where goes_on and day <= until), 0) as usage_counted
  from counted
  group by customer_uin, customer_name, perspective, billingcurrency, until, x_billmonth
)
select customer_uin, customer_name, perspective, currency, cost_so_far, counted_until, days_counted,
  days_in_month, charged_once, usage_counted,
  round(usage_counted * days_in_month / days_counted, 2) as forecast_usage,
  round(charged_once + usage_counted * days_in_month / days_counted, 2) as forecast_cost
from so_far
order by currency, forecast_cost desc nulls last;
