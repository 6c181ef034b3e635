import { type Align, GAP, layoutFor } from "./render-rows.ts";
import { visibleText } from "./visible-text.ts";

export type TableColumn = {
  readonly title: string;
  /** Left where absent; figures go to the right. */
  readonly align?: Align;
  /** Whether a value may be cut to fit the width; never a figure, which would become another one. */
  readonly isCuttable?: boolean;
};

/** Texts of one row, in the order of the columns. */
export type TableRow = readonly string[];

/** Turns the next rows into lines, with a line break at the end; '' for none. The first call adds the titles. */
export type TablePrinter = (rows: readonly TableRow[]) => string;

const COLUMN_WIDTH_MIN = 8;
// Few enough that a page appears while the next is laid out.
const CHUNK_ROWS = 500;

/**
 * A table that is printed part by part, without frames: columns may grow wider from part to part,
 * never narrower. With `widthMax`, cuttable values are cut until a line fits, marked by `…`.
 */
export function createTablePrinter(
  columns: readonly TableColumn[],
  { widthMax }: { readonly widthMax: number | undefined },
): TablePrinter {
  let widths: readonly number[] = columns.map(() => 1);
  let hasTitles = false;
  const printChunk = (rows: readonly TableRow[]): string => {
    const titles = hasTitles ? [] : [columns.map(({ title }) => title)];
    const lines = [...titles, ...rows].map((row) => row.map(visibleText));
    const layout = layoutFor(lines);
    const wanted = layout
      .naturalWidths(lines)
      .map((width, index) => Math.max(width, widths[index] ?? 1));
    widths = widthMax === undefined ? wanted : fitWidths(wanted, columns, widthMax);
    const drawn = layout.draw(
      lines,
      widths,
      columns.map(({ align }) => align ?? "left"),
    );
    const rule = hasTitles ? [] : [widths.map((width) => "─".repeat(width)).join(GAP)];
    hasTitles = true;
    const all = [...drawn.slice(0, titles.length), ...rule, ...drawn.slice(titles.length)];
    return all.map((line) => `${line.replace(/ +$/, "")}\n`).join("");
  };
  return (rows) => {
    if (rows.length === 0) {
      return hasTitles ? "" : printChunk([]);
    }
    let text = "";
    for (let start = 0; start < rows.length; start += CHUNK_ROWS) {
      text += printChunk(rows.slice(start, start + CHUNK_ROWS));
    }
    return text;
  };
}

/** The whole table at once. Pure. */
export function renderTable(
  columns: readonly TableColumn[],
  rows: readonly TableRow[],
  widthMax?: number,
): string {
  return createTablePrinter(columns, { widthMax })(rows);
}

/**
 * Widths of at most `widthMax` in all, gaps included: the widest cuttable column gives way first.
 * Wider than that where figures and short columns alone need more. Pure.
 */
export function fitWidths(
  widths: readonly number[],
  columns: readonly TableColumn[],
  widthMax: number,
): readonly number[] {
  const fitted = [...widths];
  let over =
    fitted.reduce((sum, width) => sum + width, GAP.length * (widths.length - 1)) - widthMax;
  while (over > 0) {
    const widest = fitted.reduce(
      (best, width, index) =>
        columns[index]?.isCuttable === true && width > (fitted[best] ?? COLUMN_WIDTH_MIN)
          ? index
          : best,
      -1,
    );
    if (widest === -1) {
      break;
    }
    fitted[widest] = (fitted[widest] ?? 0) - 1;
    over -= 1;
  }
  return fitted;
}
