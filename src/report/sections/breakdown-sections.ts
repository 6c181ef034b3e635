import { addMonths, type BillMonth } from "../../domain/bill-month.ts";
import type {
  SpendBreakdown,
  SpendItem,
  SpendReport,
  SpendSum,
} from "../../domain/spend-report.ts";
import type { Chart } from "../chart.ts";
import { currencyName } from "../currency.ts";
import { monthName, shortMonthName } from "../date-text.ts";
import { amount, counted, percent } from "../figures.ts";
import { type Content, foreign, html, type Markup } from "../markup.ts";
import type { Block, Section } from "../section.ts";
import { table } from "../table.ts";

const BARS_MAX = 10;

/** By what a breakdown is told, and how to speak of it. */
type Kind = {
  readonly id: string;
  readonly title: string;
  readonly lead: string;
  readonly one: string;
  readonly many: string;
  readonly nameless: string;
  /** Whether the code says something to a reader beside the name. */
  readonly showsCode: boolean;
};

const CUSTOMERS: Kind = {
  id: "customers",
  title: "Customers",
  lead: "Who spent it, beside the whole month before.",
  one: "customer",
  many: "customers",
  nameless: "(no name)",
  showsCode: true,
};

const PRODUCTS: Kind = {
  id: "products",
  title: "Products",
  lead: "What it was spent on, beside the whole month before.",
  one: "product",
  many: "products",
  nameless: "(no product)",
  showsCode: false,
};

const REGIONS: Kind = {
  id: "regions",
  title: "Regions",
  lead: "Where it was spent, beside the whole month before.",
  one: "region",
  many: "regions",
  nameless: "(no region)",
  showsCode: false,
};

/** The report's month by customer, product and region. */
export function breakdownSections(report: SpendReport): readonly Section[] {
  return [
    breakdownSection(CUSTOMERS, report.customers, report),
    breakdownSection(PRODUCTS, report.products, report),
    breakdownSection(REGIONS, report.regions, report),
  ];
}

function breakdownSection(
  kind: Kind,
  breakdowns: readonly SpendBreakdown[],
  { month, isRunning, perspectives }: SpendReport,
): Section {
  const frame = { kind, month: month ?? "", isRunning, isMixed: perspectives.length > 1 };
  return {
    id: kind.id,
    title: kind.title,
    lead: kind.lead,
    blocks:
      breakdowns.length === 0
        ? [{ content: html`<p>Nothing is loaded that tells.</p>` }]
        : breakdowns.map((breakdown) => breakdownBlock(breakdown, frame)),
  };
}

type Frame = {
  readonly kind: Kind;
  readonly month: BillMonth;
  readonly isRunning: boolean;
  /** Whether some amounts are the partner's and some the customers' own. */
  readonly isMixed: boolean;
};

function breakdownBlock(breakdown: SpendBreakdown, frame: Frame): Block {
  const { kind, month, isRunning } = frame;
  const { currency, items, rest, total } = breakdown;
  const unit = currencyName(currency);
  return {
    unit,
    chart: breakdownChart(breakdown, frame),
    content: table({
      caption: `${kind.title}, ${monthName(month)}, ${unit}`,
      columns: [
        { title: `${kind.one.charAt(0).toUpperCase()}${kind.one.slice(1)}` },
        { title: `${shortMonthName(month)}${isRunning ? " so far" : ""}`, isFigure: true },
        { title: "Share", isFigure: true },
        { title: shortMonthName(addMonths(month, -1)), isFigure: true },
      ],
      rows: items.map((item) => [nameOf(item, frame), ...figuresOf(item)]),
      footRows: [
        ...(rest === undefined
          ? []
          : [[`${counted(rest.count, kind.one, kind.many)} more`, ...figuresOf(rest)]]),
        [counted(total.count, kind.one, kind.many), ...figuresOf(total)],
      ],
    }),
  };
}

function nameOf({ name, code, perspective }: SpendItem, { kind, isMixed }: Frame): Markup {
  const hasCode = kind.showsCode && code !== null && code !== name;
  return html`${name === null ? kind.nameless : foreign(name)}${hasCode ? html` <small class="code">${code}</small>` : undefined}${isMixed && perspective === "customer" ? html` <span class="tag">own bill</span>` : undefined}`;
}

function figuresOf({ cost, share, previousCost }: SpendItem | SpendSum): readonly Content[] {
  return [amount(cost), percent(share), amount(previousCost)];
}

function breakdownChart(
  { currency, items, behindTen }: SpendBreakdown,
  { kind, month }: Frame,
): Chart {
  // What has nothing in the month has no bar; it stands in the table for the month before.
  const bars = items.slice(0, BARS_MAX).filter(({ cost }) => cost !== null);
  const others = behindTen === undefined || behindTen.cost === null ? [] : [behindTen];
  return {
    kind: "bars",
    description: `Bar chart of ${monthName(month)} by ${kind.one} in ${currencyName(currency)}, the dearest first; the table beside it has the figures.`,
    currency,
    labels: [
      ...bars.map(({ name }) => [name ?? kind.nameless]),
      ...others.map(({ count }) => [counted(count, "other")]),
    ],
    series: [
      {
        name: "Charged",
        tone: "main",
        amounts: [...bars.map(({ cost }) => cost), ...others.map(({ cost }) => cost)],
      },
    ],
  };
}
