import type { Chart } from "./chart.ts";
import { type Content, html, type Markup } from "./markup.ts";

/** A part of the page: `#id` leads to it, the contents at the top name it. */
export type Section = {
  readonly id: string;
  readonly title: string;
  /** What is shown, and what to know of it. */
  readonly lead?: Content;
  readonly blocks: readonly Block[];
};

/** A chart beside its table, or either of them. */
export type Block = {
  readonly title?: Content;
  /** What its amounts are counted in: behind the section's title, or above the block where there are several. */
  readonly unit?: string;
  readonly chart?: Chart;
  readonly content: Content;
};

/** The section; `place` gives each chart its place on the page. */
export function sectionMarkup(
  { id, title, lead, blocks }: Section,
  place: (chart: Chart) => Markup,
): Markup {
  const units = new Set(blocks.flatMap(({ unit }) => unit ?? []));
  const [unit] = units;
  const isOneUnit = unit !== undefined && units.size === 1;
  return html`<section id="${id}" aria-labelledby="${id}-title">
    <h2 id="${id}-title">${title}${isOneUnit ? html` <small>${unit}</small>` : undefined}</h2>
    ${lead === undefined ? undefined : html`<p class="lead">${lead}</p>`}
    ${blocks.map((block) => blockMarkup(block, { place, hasUnit: !isOneUnit }))}
  </section> `;
}

type Placing = { readonly place: (chart: Chart) => Markup; readonly hasUnit: boolean };

function blockMarkup({ title, unit, chart, content }: Block, { place, hasUnit }: Placing): Markup {
  const name = title ?? (hasUnit ? unit : undefined);
  const heading = name === undefined ? undefined : html`<h3>${name}</h3>`;
  return chart === undefined
    ? html`${heading}${content}`
    : html`${heading}
        <div class="pair">
          ${place(chart)}
          <div>${content}</div>
        </div>`;
}
