import type { Mover, Movements } from "../../../domain/spend-report.ts";
import type { Ask } from "./read-consistently.ts";

/** As many as a chart has room for, in each direction. */
const MOVERS_MAX = 6;

// What would be shown as 0.00 has not moved.
const MOVES = `
  with moved as (
    select coalesce(currency, '') as currency, customer_uin, customer_name, product, previous_cost,
      compared_cost as cost, change, change_percent, max(compared_until) over whole as compared_until,
      row_number() over (partition by coalesce(currency, '') order by change desc, customer_uin, product) as from_top,
      row_number() over (partition by coalesce(currency, '') order by change, customer_uin, product) as from_bottom,
      sum(previous_cost) over whole as all_previous, sum(compared_cost) over whole as all_cost,
      sum(change) over whole as all_change
    from billing_mart.top_movers
    where bill_month = $1 and change is not null
    window whole as (partition by coalesce(currency, '')))
  select currency, compared_until as "comparedUntil", trim_scale(all_previous) as "allPrevious",
    trim_scale(all_cost) as "allCost", trim_scale(all_change) as "allChange",
    case when all_previous <> 0 then round(all_change * 100 / abs(all_previous), 1) end
      as "allPercent",
    abs(change) >= 0.005 and (change > 0 and from_top <= $2 or change < 0 and from_bottom <= $2)
      as "isMover",
    customer_uin as "customerUin", customer_name as "customerName", product,
    previous_cost as "previousCost", cost, change, change_percent as "changePercent"
  from moved
  where from_top <= $2 or from_bottom <= $2
  order by currency, change desc, customer_uin, product`;

type MoveRow = Mover & {
  readonly currency: string;
  readonly comparedUntil: string;
  readonly allPrevious: string | null;
  readonly allCost: string | null;
  readonly allChange: string | null;
  readonly allPercent: string | null;
  readonly isMover: boolean;
};

/** The month (its first day) against the one before; one entry for each currency. */
export async function readMovements(ask: Ask, month: string): Promise<readonly Movements[]> {
  const rows = await ask<MoveRow>(MOVES, [month, MOVERS_MAX]);
  const byCurrency = Map.groupBy(rows, ({ currency }) => currency);
  return [...byCurrency.values()].flatMap((own) => {
    const [first] = own;
    return first === undefined ? [] : [movementsOf(first, own)];
  });
}

function movementsOf(first: MoveRow, rows: readonly MoveRow[]): Movements {
  return {
    currency: first.currency,
    comparedUntil: first.comparedUntil,
    previousCost: first.allPrevious,
    cost: first.allCost,
    change: first.allChange,
    changePercent: first.allPercent,
    movers: rows.flatMap((row) =>
      row.isMover
        ? {
            customerUin: row.customerUin,
            customerName: row.customerName,
            product: row.product,
            previousCost: row.previousCost,
            cost: row.cost,
            change: row.change,
            changePercent: row.changePercent,
          }
        : [],
    ),
  };
}
