import { monthsBetween } from "../../domain/bill-month.ts";
import type { MonthSpend, SpendReport } from "../../domain/spend-report.ts";
import type { Chart, ChartSeries } from "../chart.ts";
import { currencyName } from "../currency.ts";
import { monthName, shortMonthName } from "../date-text.ts";
import { amount, count, NONE, percent } from "../figures.ts";
import { type Content, html } from "../markup.ts";
import { stateName } from "../overview.ts";
import type { Block, Section } from "../section.ts";
import { table } from "../table.ts";

/** What each month cost, and what became of its list price. */
export function monthsSection(report: SpendReport): Section {
  const byCurrency = Map.groupBy(report.months, ({ currency }) => currency);
  const isMixed = report.perspectives.length > 1;
  return {
    id: "months",
    title: "Spend by month",
    lead: html`What was charged, and what vouchers and discounts took off the list price. A closed
    month does not change any
    more.${isMixed ? " Customers' own bills do not tell vouchers and discounts." : undefined}`,
    blocks: [...byCurrency].map(([currency, months]) => monthsBlock(report, currency, months)),
  };
}

/** A month of the window; `spend` is undefined where nothing of it is loaded. */
type MonthRow = { readonly month: string; readonly spend: MonthSpend | undefined };

function monthsBlock(
  { month: reported, isRunning }: SpendReport,
  currency: string,
  months: readonly MonthSpend[],
): Block {
  const first = months[0]?.month ?? "";
  // A gap between months would not be seen if they just stood side by side.
  const rows = monthsBetween(first, reported ?? first).map((month) => ({
    month,
    spend: months.find((spend) => spend.month === month),
  }));
  const running = isRunning ? reported : undefined;
  return {
    unit: currencyName(currency),
    chart: monthsChart(currency, rows, running),
    content: table({
      caption: `Spend by month, ${currencyName(currency)}`,
      columns: [
        { title: "Month" },
        { title: "Charged", isFigure: true },
        { title: "Vouchers", isFigure: true },
        { title: "Discounts", isFigure: true },
        { title: "List price", isFigure: true },
        { title: "Below list", isFigure: true },
        { title: "Customers", isFigure: true },
      ],
      rows: rows.toReversed().map((row) => cellsOf(row, row.month === running)),
    }),
  };
}

function cellsOf({ month, spend }: MonthRow, isRunning: boolean): readonly Content[] {
  const state = spend === undefined ? "nothing loaded" : isRunning ? "so far" : stateName(spend);
  const name = html`<span class="nowrap">${shortMonthName(month)}</span> <small>${state}</small>`;
  return spend === undefined
    ? [name, NONE, NONE, NONE, NONE, NONE, NONE]
    : [
        name,
        amount(spend.cost),
        amount(spend.voucher),
        amount(spend.discount),
        amount(spend.listCost),
        percent(spend.savedPercent),
        count(spend.customers),
      ];
}

function monthsChart(currency: string, rows: readonly MonthRow[], running?: string): Chart {
  const series: readonly ChartSeries[] = [
    { name: "Charged", tone: "main", amounts: rows.map(({ spend }) => spend?.cost ?? null) },
    { name: "Vouchers", tone: "second", amounts: rows.map(({ spend }) => spend?.voucher ?? null) },
    { name: "Discounts", tone: "third", amounts: rows.map(({ spend }) => spend?.discount ?? null) },
  ];
  const last = rows.at(-1)?.month;
  return {
    kind: "columns",
    description: `Column chart of spend by month up to ${last === undefined ? "now" : monthName(last)} in ${currencyName(currency)}; the table beside it has the figures.`,
    currency,
    labels: rows.map(({ month }) =>
      month === running ? [shortMonthName(month), "so far"] : [shortMonthName(month)],
    ),
    series: series.filter(({ amounts }) => amounts.some((one) => one !== null)),
    ...(running === undefined ? {} : { unfinished: rows.length - 1 }),
  };
}
