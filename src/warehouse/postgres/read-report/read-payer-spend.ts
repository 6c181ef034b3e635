import type { PayerMonth, PayerRegion, PayerSpend } from "../../../domain/spend-report.ts";
import type { MonthWindow } from "./month-window.ts";
import type { Ask } from "./read-consistently.ts";
import { monthSql } from "./utc8-sql.ts";

const REGIONS_MAX = 50;

const MONTHS = `
  select ${monthSql("bill_month")} as month, payer_uin as "payerUin", account_name as "payerName",
    trim_scale(coalesce(sum(cost), 0)) as cost, trim_scale(sum(cash)) as cash,
    trim_scale(sum(free_credit)) as "freeCredit", trim_scale(sum(voucher)) as voucher,
    trim_scale(sum(commission_credit)) as "commissionCredit"
  from billing_mart.payer_cost_by_region
  where bill_month between $1 and $2
  group by bill_month, payer_uin, account_name
  order by account_name, payer_uin, bill_month desc`;

const REGIONS = `
  select payer_uin as "payerUin", account_name as "payerName", region,
    trim_scale(coalesce(sum(cost), 0)) as cost,
    case when sum(sum(cost)) over payer > 0
      then round(sum(cost) * 100 / sum(sum(cost)) over payer, 1) end as share
  from billing_mart.payer_cost_by_region
  where bill_month = $1
  group by payer_uin, account_name, region
  window payer as (partition by payer_uin, account_name)
  order by account_name, payer_uin, sum(cost) desc nulls last, region
  limit ${REGIONS_MAX}`;

/** The bills of direct accounts: by month, and the last month of the window by region. */
export async function readPayerSpend(ask: Ask, { from, to }: MonthWindow): Promise<PayerSpend> {
  return {
    months: await ask<PayerMonth>(MONTHS, [from, to]),
    regions: await ask<PayerRegion>(REGIONS, [to]),
  };
}
