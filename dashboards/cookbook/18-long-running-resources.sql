/*
 * Which resources are charged day after day?
 *
 * Candidates for a reservation, or for switching off: by instance id, on how many days of the last 60
 * each was charged, and what a day of it costs.
 * Edit: days and days_min.
 * Look out: a bill does not know whether anybody uses what is running. Only pay-as-you-go usage is
 * looked at, and lines without an instance id have no place here. Once any lines of a partner are
 * loaded, focus.cost_and_usage has partners' lines only: customers and months with lines of their
 * own only are in focus.customer_cost_and_usage then.
 */
with asked as (
  select 60 as days, 5 as days_min, (now() at time zone 'Asia/Shanghai')::date as today
),
used as (
  select subaccountid, subaccountname, resourceid, servicename, regionname, billingcurrency, billedcost,
    (chargeperiodstart at time zone 'Asia/Shanghai')::date as day
  from asked
    join focus.cost_and_usage on x_billmonth >= date_trunc('month', (today - days)::timestamp)
      and chargeperiodstart >= (today - days)::timestamp at time zone 'Asia/Shanghai'
  where chargecategory = 'Usage' and resourceid is not null
)
select subaccountid as customer_uin, subaccountname as customer_name, resourceid, servicename,
  string_agg(distinct regionname, ', ') as regions, billingcurrency as currency,
  min(day) as first_day, max(day) as last_day, count(distinct day) as days_charged, sum(billedcost) as cost,
  round(sum(billedcost) / count(distinct day), 4) as cost_per_day
from used
group by subaccountid, subaccountname, resourceid, servicename, billingcurrency
having count(distinct day) >= (select days_min from asked)
order by days_charged desc, cost desc
limit 50;
