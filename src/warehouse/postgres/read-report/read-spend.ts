import { addMonths, type BillMonth, firstDay } from "../../../domain/bill-month.ts";
import type {
  MonthSpend,
  Perspective,
  SpendBreakdown,
  SpendSum,
} from "../../../domain/spend-report.ts";
import type { MonthWindow } from "./month-window.ts";
import type { Ask } from "./read-consistently.ts";
import { monthSql } from "./utc8-sql.ts";

// A bill without lines has no currency and no amount: it is no money of an unknown currency.
const HAS_MONEY = "(currency is not null or cost <> 0)";

const MONTHS = `
  select ${monthSql("bill_month")} as month, coalesce(currency, '') as currency,
    trim_scale(sum(cost)) as cost, trim_scale(sum(list_cost)) as "listCost",
    trim_scale(sum(discount)) as discount, trim_scale(sum(voucher)) as voucher,
    round((sum(list_cost) - sum(cost) filter (where list_cost is not null)) * 100
      / nullif(sum(list_cost), 0), 1) as "savedPercent",
    sum(lines)::bigint as lines, count(*)::int as customers,
    count(*) filter (where month_state = 'closed')::int as closed,
    count(*) filter (where month_state = 'closing')::int as closing,
    count(*) filter (where month_state = 'reopened')::int as reopened
  from billing_mart.monthly_cost_by_customer
  where bill_month between $1 and $2 and ${HAS_MONEY}
  group by bill_month, currency order by bill_month, currency`;

/** What the window's months cost, oldest first, one entry for each currency. */
export async function readMonthSpend(
  ask: Ask,
  { from, to }: MonthWindow,
): Promise<readonly MonthSpend[]> {
  return await ask<MonthSpend>(MONTHS, [from, to]);
}

/** By what a month's cost is told. */
export type Dimension = "customer" | "product" | "region";

const SOURCES: Readonly<Record<Dimension, string>> = {
  customer: `select customer_name as name, customer_uin as code, perspective, currency, bill_month, cost
    from billing_mart.monthly_cost_by_customer`,
  product: `select product as name, product_code as code, null as perspective, currency, bill_month, cost
    from billing_mart.cost_by_product`,
  region: `select region as name, region_code as code, null as perspective, currency, bill_month, cost
    from billing_mart.cost_by_region`,
};

/** Of a fleet of thousands nobody reads more; `query` has them all. */
const ITEMS_MAX = 100;
/** As many bars as a chart has room for. */
const BARS_MAX = 10;

// Shares of a total that is not above 0 would say nothing: refunds may outweigh the charges.
const breakdownSql = (dimension: Dimension): string => `
  with spend as (
    select name, code, coalesce(currency, '') as currency,
      min(perspective) filter (where bill_month = $1) as perspective,
      trim_scale(sum(cost) filter (where bill_month = $1)) as cost,
      trim_scale(sum(cost) filter (where bill_month = $2)) as previous_cost
    from (${SOURCES[dimension]} where bill_month in ($1, $2)) source
    where ${HAS_MONEY}
    group by name, code, coalesce(currency, '')),
  ranked as (
    select *, row_number() over (partition by currency
        order by cost desc nulls last, previous_cost desc nulls last, name, code) as rank,
      sum(cost) over (partition by currency) as total
    from spend),
  summed as (
    select currency, part, count(*)::int as count, min(name) as name, min(code) as code,
      min(perspective) as perspective, trim_scale(sum(cost)) as cost,
      trim_scale(sum(previous_cost)) as previous_cost, min(rank) as rank, min(total) as total
    from ranked
      cross join lateral (
        select 'item ' || rank where rank <= ${ITEMS_MAX}
        union all select 'rest' where rank > ${ITEMS_MAX}
        union all select 'behindTen' where rank > ${BARS_MAX}
        union all select 'total') p(part)
    group by currency, part)
  select currency, part, count, name, code, perspective, cost, previous_cost as "previousCost",
    case when total > 0 then round(cost * 100 / total, 1) end as share
  from summed order by currency, rank, part`;

type Part = SpendSum & {
  readonly currency: string;
  readonly part: string;
  readonly name: string | null;
  readonly code: string | null;
  readonly perspective: Perspective | null;
};

/** What a month cost by `dimension`, beside the whole month before; one entry for each currency. */
export async function readBreakdown(
  ask: Ask,
  dimension: Dimension,
  month: BillMonth,
): Promise<readonly SpendBreakdown[]> {
  const parts = await ask<Part>(breakdownSql(dimension), [
    firstDay(month),
    firstDay(addMonths(month, -1)),
  ]);
  const byCurrency = Map.groupBy(parts, ({ currency }) => currency);
  return [...byCurrency].map(([currency, own]) => breakdownOf(currency, own));
}

function breakdownOf(currency: string, parts: readonly Part[]): SpendBreakdown {
  const sumOf = (name: string): SpendSum | undefined => {
    const found = parts.find(({ part }) => part === name);
    return found === undefined
      ? undefined
      : {
          count: found.count,
          cost: found.cost,
          previousCost: found.previousCost,
          share: found.share,
        };
  };
  return {
    currency,
    items: parts
      .filter(({ part }) => part.startsWith("item "))
      .map(({ name, code, perspective, cost, previousCost, share }) => ({
        name,
        code,
        perspective,
        cost,
        previousCost,
        share,
      })),
    rest: sumOf("rest"),
    behindTen: sumOf("behindTen"),
    total: sumOf("total") ?? { count: 0, cost: null, previousCost: null, share: null },
  };
}
