import { amountOf } from "../../../src/simulator/tenant/amount.ts";
import type { Evidence, LoadedSlice, LoadRow } from "./history.ts";
import { canonicalJson, type TrueRow, type TrueSlice, type TrueTable } from "./true-slices.ts";
import { sumOf } from "./true-sums.ts";

type Change = "added" | "changed" | "removed" | "rekeyed";

type JournalRow = {
  readonly run_id: string;
  readonly slice: string;
  readonly table_name: string;
  readonly change: Change;
  readonly row_key: string;
  readonly old_amount: string | null;
  readonly new_amount: string | null;
};

/** Where the journal, or the counts of a load, tell of changes that the vendor did not make, or not of those it made. */
export async function findJournalLies({ pool, slices }: Evidence): Promise<readonly string[]> {
  const { rows } = await pool.query<JournalRow>(
    `select run_id, concat_ws(' ', account, stream, uin, bill_month) as slice, table_name, change,
       row_key::text, old_amount, new_amount
     from billing_ops.bill_change where stream not in ('customer', 'customer_info')`,
  );
  const entries = Map.groupBy(rows, ({ run_id, slice }) => `${run_id} ${slice}`);
  const lies = slices.flatMap((slice) => liesOf(slice, entries));
  const strays = [...entries.keys()].filter((key) => !isKnown(key, slices));
  return [
    ...lies,
    ...strays.map((key) => `made up: the journal has entries of ${key}, which was not loaded then`),
    ...findDoubles(rows),
  ];
}

function isKnown(key: string, slices: readonly LoadedSlice[]): boolean {
  return slices.some((slice) =>
    slice.versions.slice(1).some(({ load }) => key === `${load.run_id} ${slice.key}`),
  );
}

function findDoubles(rows: readonly JournalRow[]): readonly string[] {
  const keys = rows.map((row) =>
    [row.run_id, row.slice, row.table_name, row.row_key, row.change === "rekeyed"].join(" "),
  );
  return keys
    .filter((key, index) => keys.indexOf(key) !== index)
    .map((key) => `doubled: journal ${key}`);
}

function liesOf(
  { key, versions }: LoadedSlice,
  entries: ReadonlyMap<string, readonly JournalRow[]>,
): readonly string[] {
  return versions.flatMap(({ load, truth }, index) => {
    const before = versions[index - 1]?.truth;
    if (before === undefined) {
      const rows = truth.tables.reduce((sum, table) => sum + table.rows.length, 0);
      return countsOf(load) === `+${rows} ~0 -0`
        ? []
        : [`different: the first load of ${key} counts ${countsOf(load)}, not ${rows} rows`];
    }
    return difference(key, { load, before, truth }, entries.get(`${load.run_id} ${key}`) ?? []);
  });
}

type Reload = { readonly load: LoadRow; readonly before: TrueSlice; readonly truth: TrueSlice };

function difference(
  key: string,
  { load, before, truth }: Reload,
  entries: readonly JournalRow[],
): readonly string[] {
  const lies = truth.tables.flatMap((table, index) => {
    const old = before.tables[index] ?? { ...table, rows: [] };
    const own = entries.filter(({ table_name }) => table_name === table.place.table);
    return tableLies(table, old, own).map(
      (lie) => `different: run ${load.run_id} journals ${lie} for ${key} in ${table.place.table}`,
    );
  });
  const counts = countsOf({
    rows_added: String(countOf(entries, "added")),
    rows_changed: String(countOf(entries, "changed")),
    rows_removed: String(countOf(entries, "removed")),
  });
  return countsOf(load) === counts
    ? lies
    : [...lies, `different: run ${load.run_id} counts ${countsOf(load)} for ${key}, not ${counts}`];
}

// A changed row is one that went and one that came. What of it is a change, and what a row that went
// beside one that came, depends on the program's own hash where lines have no Id. Where the rows of a
// repeated key are numbered in the order of their content, one that changes may move the others.
function tableLies(
  table: TrueTable,
  old: TrueTable,
  entries: readonly JournalRow[],
): readonly string[] {
  const truth = { gone: without(old.rows, table.rows), come: without(table.rows, old.rows) };
  const told = {
    gone: countOf(entries, "removed", "changed"),
    come: countOf(entries, "added", "changed"),
  };
  const moved = told.gone - truth.gone;
  const mayMove = table.place.ordinals.length > 0 && truth.gone + truth.come > 0;
  const isTrue = told.come - truth.come === moved && (moved === 0 || (mayMove && moved > 0));
  return [
    ...(isTrue
      ? []
      : [`${told.gone} rows gone and ${told.come} come, not ${truth.gone} and ${truth.come}`]),
    ...(balanceOf(entries) === sumOf(table) - sumOf(old) ? [] : ["other amounts"]),
  ];
}

function countOf(entries: readonly JournalRow[], ...changes: readonly Change[]): number {
  return entries.filter(({ change }) => changes.includes(change)).length;
}

function countsOf({
  rows_added,
  rows_changed,
  rows_removed,
}: Pick<LoadRow, "rows_added" | "rows_changed" | "rows_removed">): string {
  return `+${rows_added} ~${rows_changed} -${rows_removed}`;
}

function without(rows: readonly TrueRow[], others: TrueTable["rows"]): number {
  const open = Map.groupBy(others, (row) => canonicalJson(row));
  return rows.filter((row) => open.get(canonicalJson(row))?.pop() === undefined).length;
}

function balanceOf(entries: readonly JournalRow[]): bigint {
  return entries.reduce(
    (sum, { old_amount, new_amount }) =>
      sum + amountOf(new_amount ?? "0") - amountOf(old_amount ?? "0"),
    0n,
  );
}
