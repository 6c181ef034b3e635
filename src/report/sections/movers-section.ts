import type { Mover, Movements, SpendReport } from "../../domain/spend-report.ts";
import { currencyName } from "../currency.ts";
import { monthName } from "../date-text.ts";
import { amount, change, percentChange } from "../figures.ts";
import { type Content, foreign, html } from "../markup.ts";
import { daysCompared } from "../overview.ts";
import type { Block, Section } from "../section.ts";
import { table } from "../table.ts";

/** What became dearer and cheaper, by customer and product. */
export function moversSection(report: SpendReport): Section {
  const { movements, month = "", isRunning } = report;
  const [first] = movements;
  const compared = first === undefined ? "the month before" : daysCompared(first, isRunning);
  const blocks = movements.filter(({ movers }) => movers.length > 0);
  return {
    id: "movers",
    title: "What moved",
    lead: `The products of customers that rose and fell most in ${monthName(month)}, against ${compared}.`,
    blocks:
      blocks.length === 0
        ? [{ content: html`<p>Nothing moved, or the month before is not loaded.</p>` }]
        : blocks.map(moversBlock),
  };
}

function moversBlock({ currency, movers }: Movements): Block {
  const unit = currencyName(currency);
  return {
    unit,
    chart: {
      kind: "moves",
      description: `Bar chart of the largest changes in ${unit}, from the greatest rise to the greatest fall; the table beside it has the figures.`,
      currency,
      labels: movers.map(({ customerName, product }) => [customerName, product ?? "(no product)"]),
      series: [{ name: "Change", tone: "main", amounts: movers.map((mover) => mover.change) }],
    },
    content: table({
      caption: `Largest changes, ${unit}`,
      columns: [
        { title: "Customer and product" },
        { title: "Change", isFigure: true },
        { title: "%", isFigure: true },
        { title: "Now", isFigure: true },
        { title: "Before", isFigure: true },
      ],
      rows: movers.map(cellsOf),
    }),
  };
}

function cellsOf(mover: Mover): readonly Content[] {
  return [
    html`${foreign(mover.customerName)}
      <small>${mover.product === null ? "(no product)" : foreign(mover.product)}</small>`,
    change(mover.change),
    mover.changePercent === null ? "new" : percentChange(mover.changePercent),
    amount(mover.cost),
    amount(mover.previousCost),
  ];
}
