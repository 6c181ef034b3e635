import type { Evidence } from "./history.ts";

/** Slices whose lines are not what is kept added up of them, in any of the three ways. */
export async function findSumLies({ pool }: Evidence): Promise<readonly string[]> {
  const { rows } = await pool.query<{ lie: string }>(FIND);
  return rows.map(({ lie }) => lie);
}

const SLICE = "account, customer_uin, bill_month, source_action";

const FIND = `
  with told as (
    select 'cost_by_month' as name, ${SLICE}, sum(lines) as lines, sum(total_cost) as cost
    from billing_ops.cost_by_month group by ${SLICE}
    union all
    select 'cost_by_day', ${SLICE}, sum(lines), sum(cost) from billing_ops.cost_by_day group by ${SLICE}
    union all
    select 'cost_by_day, spread', ${SLICE}, sum(lines), sum(amortised_cost)
    from billing_ops.cost_by_day group by ${SLICE}
    union all
    select 'cost_by_tags', ${SLICE}, sum(lines), sum(total_cost)
    from billing_ops.cost_by_tags group by ${SLICE}),
  true_ as (
    select name, ${SLICE}, count(*) as lines, sum(total_cost) as cost
    from billing.bill_detail cross join unnest(array['cost_by_month', 'cost_by_day', 'cost_by_day, spread', 'cost_by_tags']) name
    group by name, ${SLICE})
  select format('different: %s of %s %s %s says %s lines, %s, not %s, %s', name, account, customer_uin,
    bill_month, told.lines, told.cost, true_.lines, true_.cost) as lie
  from told full join true_ using (name, ${SLICE})
  where told.lines is distinct from true_.lines or coalesce(told.cost, 0) is distinct from coalesce(true_.cost, 0)`;
