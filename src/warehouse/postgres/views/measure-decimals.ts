import { type ClientBase, escapeIdentifier } from "pg";
import type { ViewColumn } from "../../../domain/view-column.ts";
import type { ExportedView, ViewScope } from "./exported-view.ts";
import { fromView } from "./select-view.ts";

/** How many digits the values of a decimal column need. */
export type DecimalExtent = {
  readonly column: ViewColumn;
  /** Before the point; 0 where all values are less than 1. */
  readonly integerDigits: number;
  /** Behind the point, without zeros at the end. */
  readonly fractionDigits: number;
  /** Whether a value is NaN or infinite, which no number of digits can hold. */
  readonly hasUnlimited: boolean;
};

export type ViewExtent = { readonly rows: number; readonly decimals: readonly DecimalExtent[] };

/** Counts the rows that are meant, and the digits of their decimals. Reads them all once. */
export async function measureDecimals(
  client: ClientBase,
  view: ExportedView,
  scope: ViewScope,
): Promise<ViewExtent> {
  const columns = view.columns.filter(({ kind }) => kind === "decimal");
  const measures = columns.flatMap(({ name }, index) => {
    const column = escapeIdentifier(name);
    return [
      `max(length(trunc(abs(${column}))::text)) filter (where abs(${column}) >= 1 and scale(${column}) is not null) as integer_${index}`,
      `max(scale(trim_scale(${column}))) as fraction_${index}`,
      `bool_or(${column} is not null and scale(${column}) is null) as unlimited_${index}`,
    ];
  });
  const { rows } = await client.query<Readonly<Record<string, unknown>>>(
    `select ${["count(*)::text as rows", ...measures].join(", ")} ${fromView(view, scope)}`,
  );
  const [measured = {}] = rows;
  return {
    rows: Number(measured["rows"]),
    decimals: columns.map((column, index) => ({
      column,
      integerDigits: Number(measured[`integer_${index}`] ?? 0),
      fractionDigits: Number(measured[`fraction_${index}`] ?? 0),
      hasUnlimited: measured[`unlimited_${index}`] === true,
    })),
  };
}

/** The largest value of a decimal column and the one with the most digits behind the point. */
export async function readLongestDecimals(
  client: ClientBase,
  { name }: ViewColumn,
  { view, scope }: { readonly view: ExportedView; readonly scope: ViewScope },
): Promise<readonly string[]> {
  const column = escapeIdentifier(name);
  const first = (order: string): string =>
    `(select ${column}::text ${fromView(view, scope)} order by ${order} desc nulls last limit 1)`;
  const { rows } = await client.query<{ largest: string; finest: string }>(
    `select ${first(`abs(${column})`)} as largest, ${first(`scale(trim_scale(${column}))`)} as finest`,
  );
  return [...new Set(rows.flatMap(({ largest, finest }) => [largest, finest]))];
}
