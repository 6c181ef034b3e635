import { html, type Markup } from "./markup.ts";

/** What the page's own script draws; see `page/charts.js`, which reads it. */
export type Chart = {
  /** columns: months side by side, stacked · bars: names below each other · moves: the same around 0. */
  readonly kind: "columns" | "bars" | "moves";
  /** What is drawn, in one sentence, for those who cannot see it. */
  readonly description: string;
  /** '' where the vendor names none. */
  readonly currency: string;
  /** Each may have several lines. */
  readonly labels: readonly (readonly string[])[];
  readonly series: readonly ChartSeries[];
  /** Which of the labels is not over yet. */
  readonly unfinished?: number;
};

export type ChartSeries = {
  readonly name: string;
  /** Which of the page's colours it has. */
  readonly tone: "main" | "second" | "third";
  /** Exact amounts; null where there is none. */
  readonly amounts: readonly (string | null)[];
};

/** So few columns that a table has room beside them. */
const FEW = 6;

/** The place of the `index`-th chart of the page; hidden until it is drawn, for the table has it all. */
export function chartPlace(index: number, { kind, description, labels }: Chart): Markup {
  const isBeside = kind !== "columns" || labels.length <= FEW;
  return html`<figure
    class="chart ${kind}${isBeside ? " beside" : ""}"
    data-chart="${index}"
    hidden
  >
    <div class="plot"><canvas role="img" aria-label="${description}"></canvas></div>
  </figure>`;
}
