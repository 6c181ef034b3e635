import Table from "cli-table3";

export type Align = "left" | "right";

/** How rows of texts without control characters are laid out in columns. */
export type RowLayout = {
  /** What each column needs, in characters of the terminal. */
  readonly naturalWidths: (rows: readonly (readonly string[])[]) => readonly number[];
  /** One line a row; what is wider than its column is cut, marked by `…`. */
  readonly draw: (
    rows: readonly (readonly string[])[],
    widths: readonly number[],
    aligns: readonly Align[],
  ) => readonly string[];
};

/** What stands between two columns. */
export const GAP = "  ";

// Latin letters, punctuation, arrows, mathematical signs and rules: each is one column wide.
const PLAIN = /^[\u0020-\u02ff\u2010-\u2027\u2190-\u22ff\u2500-\u257f]*$/;

/**
 * The layout for `rows`. Ordinary text is laid out here, because a table of ten thousand rows takes
 * the library half a minute; what needs to know about wide characters and combining marks is its.
 */
export function layoutFor(rows: readonly (readonly string[])[]): RowLayout {
  return rows.every((row) => row.every((text) => PLAIN.test(text))) ? PLAIN_LAYOUT : WIDE_LAYOUT;
}

const PLAIN_LAYOUT: RowLayout = {
  naturalWidths: (rows) => {
    const widths: number[] = [];
    for (const row of rows) {
      for (const [index, text] of row.entries()) {
        widths[index] = Math.max(widths[index] ?? 1, text.length);
      }
    }
    return widths;
  },
  draw: (rows, widths, aligns) =>
    rows.map((row) =>
      row.map((text, index) => plainCell(text, widths[index] ?? 1, aligns[index])).join(GAP),
    ),
};

function plainCell(text: string, width: number, align: Align | undefined): string {
  const shown = text.length > width ? `${text.slice(0, width - 1)}…` : text;
  return align === "right" ? shown.padStart(width) : shown.padEnd(width);
}

const WIDE_LAYOUT: RowLayout = {
  naturalWidths: (rows) => {
    const table = tableOf(rows, {});
    table.toString();
    // The drawing fills them in.
    return table.options.colWidths.map((width) => width ?? 1);
  },
  draw: (rows, widths, aligns) =>
    tableOf(rows, { colWidths: [...widths], colAligns: [...aligns] })
      .toString()
      .split("\n"),
};

const NO_FRAME = [
  ...(["top", "top-mid", "top-left", "top-right", "bottom", "bottom-mid", "bottom-left"] as const),
  ...(["bottom-right", "left", "left-mid", "mid", "mid-mid", "right", "right-mid"] as const),
];

function tableOf(
  rows: readonly (readonly string[])[],
  options: Pick<Table.TableConstructorOptions, "colWidths" | "colAligns">,
): Table.Table {
  const table = new Table({
    chars: { ...Object.fromEntries(NO_FRAME.map((name) => [name, ""])), middle: GAP },
    style: { head: [], border: [], "padding-left": 0, "padding-right": 0 },
    ...options,
  });
  table.push(...rows.map((row) => [...row]));
  return table;
}
