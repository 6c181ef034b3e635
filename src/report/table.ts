import { type Content, html, type Markup } from "./markup.ts";

export type TableColumn = {
  readonly title: Content;
  /** Figures stand at the right, so that their digits are below each other. */
  readonly isFigure?: true;
};

/** `rows` have a cell for each column; the first one is the row's heading. */
export type TableContent = {
  /** What the table shows, for those who do not see where it stands. */
  readonly caption: string;
  readonly columns: readonly TableColumn[];
  readonly rows: readonly (readonly Content[])[];
  /** The last rows: sums of those above. */
  readonly footRows?: readonly (readonly Content[])[];
};

/** More rows than that are scrolled in a box of their own. */
const ROWS_IN_SIGHT = 14;

/** A table that scrolls in its own box where it is too wide or too long for its place. */
export function table({ caption, columns, rows, footRows = [] }: TableContent): Markup {
  const isLong = rows.length + footRows.length > ROWS_IN_SIGHT;
  const head = columns.map(
    ({ title, isFigure }) => html`<th scope="col" ${classOf(isFigure)}>${title}</th>`,
  );
  const row = (cells: readonly Content[]): Markup =>
    html`<tr>
      ${cells.map((cell, index) => cellMarkup(cell, index, columns[index]))}
    </tr>`;
  return html`<div
    class="scroll${isLong ? " long" : ""}"
    role="region"
    aria-label="${caption}"
    tabindex="0"
  >
    <table>
      <caption>
        ${caption}
      </caption>
      <thead>
        <tr>
          ${head}
        </tr>
      </thead>
      <tbody>
        ${rows.map((cells) => html`${row(cells)} `)}
      </tbody>
      ${
        footRows.length === 0
          ? undefined
          : html`<tfoot>
              ${footRows.map(row)}
            </tfoot>`
      }
    </table>
  </div>`;
}

function cellMarkup(cell: Content, index: number, column: TableColumn | undefined): Markup {
  return index === 0
    ? html`<th scope="row">${cell}</th>`
    : html`<td${classOf(column?.isFigure)}>${cell}</td>`;
}

function classOf(isFigure: true | undefined): Markup | undefined {
  return isFigure === true ? html` class="figure"` : undefined;
}
