import { monthsBetween } from "../../domain/bill-month.ts";
import type { PayerMonth, PayerRegion, SpendReport } from "../../domain/spend-report.ts";
import type { Chart } from "../chart.ts";
import { monthName, shortMonthName } from "../date-text.ts";
import { amount, percent } from "../figures.ts";
import { type Content, foreign, html } from "../markup.ts";
import type { Block, Section } from "../section.ts";
import { table } from "../table.ts";

const BARS_MAX = 10;

/** Bills of direct accounts; no section where there are none. */
export function payersSection(report: SpendReport): readonly Section[] {
  const { months } = report.payers;
  const byPayer = Map.groupBy(months, ({ payerUin }) => payerUin);
  return months.length === 0
    ? []
    : [
        {
          id: "direct-accounts",
          title: "Direct accounts",
          lead: "Bills that an account pays itself. They are no part of the spend above; the vendor names no currency for them.",
          blocks: [...byPayer.values()].flatMap((own) => payerBlocks(report, own)),
        },
      ];
}

function payerBlocks(report: SpendReport, months: readonly PayerMonth[]): readonly Block[] {
  const { month: reported = "", payers } = report;
  const [newest] = months;
  if (newest === undefined) {
    return [];
  }
  const { payerName, payerUin } = newest;
  const regions = payers.regions.filter((region) => region.payerUin === payerUin);
  const byMonth: Block = {
    title: html`${foreign(payerName)} <small class="code">${payerUin}</small>`,
    chart: payerChart(report, months),
    content: table({
      caption: `${payerName}, by month`,
      columns: [
        { title: "Month" },
        ...["Charged", "Cash", "Free credit", "Voucher", "Commission"].map(
          (title) => ({ title, isFigure: true }) as const,
        ),
      ],
      rows: months.map(cellsOf),
    }),
  };
  return regions.length === 0
    ? [byMonth]
    : [
        byMonth,
        {
          chart: regionsChart(regions, reported),
          content: table({
            caption: `${payerName}, ${monthName(reported)} by region`,
            columns: [
              { title: `${monthName(reported)} by region` },
              { title: "Charged", isFigure: true },
              { title: "Share", isFigure: true },
            ],
            rows: regions.map(({ region, cost, share }) => [
              region === null ? "(no region)" : foreign(region),
              amount(cost),
              percent(share),
            ]),
          }),
        },
      ];
}

function regionsChart(regions: readonly PayerRegion[], month: string): Chart {
  const bars = regions.slice(0, BARS_MAX);
  return {
    kind: "bars",
    description: `Bar chart of the account's ${monthName(month)} by region; the table beside it has the figures.`,
    currency: "",
    labels: bars.map(({ region }) => [region ?? "(no region)"]),
    series: [{ name: "Charged", tone: "main", amounts: bars.map(({ cost }) => cost) }],
  };
}

function cellsOf(spend: PayerMonth): readonly Content[] {
  return [
    html`<span class="nowrap">${shortMonthName(spend.month)}</span>`,
    amount(spend.cost),
    amount(spend.cash),
    amount(spend.freeCredit),
    amount(spend.voucher),
    amount(spend.commissionCredit),
  ];
}

function payerChart(
  { month: reported, isRunning }: SpendReport,
  own: readonly PayerMonth[],
): Chart {
  const first = own.at(-1)?.month ?? "";
  const months = monthsBetween(first, reported ?? first);
  const unfinished = isRunning ? months.length - 1 : undefined;
  return {
    kind: "columns",
    description: `Column chart of the account's bills by month; the table beside it has the figures.`,
    currency: "",
    labels: months.map((month, index) =>
      index === unfinished ? [shortMonthName(month), "so far"] : [shortMonthName(month)],
    ),
    series: [
      {
        name: "Charged",
        tone: "main",
        amounts: months.map((month) => own.find((spend) => spend.month === month)?.cost ?? null),
      },
    ],
    ...(unfinished === undefined ? {} : { unfinished }),
  };
}
