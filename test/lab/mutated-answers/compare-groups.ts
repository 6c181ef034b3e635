import type { Table } from "../../../src/domain/table.ts";
import type { ExpectedRecord } from "./expected-slice.ts";
import { difference, numberingProblem, textOf } from "./row-difference.ts";
import type { StoredRow } from "./slice-rows.ts";

/**
 * Compares groups and the products inside each. Which of two groups with one key is number 1 is the
 * loader's to say; that they are numbered from 1, and that each keeps its own products, is not.
 */
export function compareGroups(
  tables: readonly Table[],
  records: readonly ExpectedRecord[],
  [groups = [], products = []]: readonly (readonly StoredRow[])[],
): string | undefined {
  const [outer, inner] = tables;
  if (outer?.ordinal === undefined || inner?.ordinal === undefined) {
    return "no ordinals";
  }
  const numbered = [outer.ordinal, inner.ordinal];
  const expected = records.map(({ row, within }) => ({
    row: textOf(row),
    within: (within[0] ?? []).map(textOf).toSorted(),
  }));
  const stored = groups.map((group) => ({
    row: textOf(without(group, numbered)),
    within: products
      .filter((product) => outer.key.every((column) => product[column] === group[column]))
      .map((product) => textOf(without(product, numbered)))
      .toSorted(),
  }));
  const orphans = products.length - records.flatMap(({ within }) => within[0] ?? []).length;
  return (
    difference("groups", expected, stored) ??
    (orphans === 0 ? undefined : `${orphans} products are of no group`) ??
    ordinalProblem(outer, groups) ??
    ordinalProblem(inner, products)
  );
}

function ordinalProblem(
  { key, ordinal = "" }: Table,
  rows: readonly StoredRow[],
): string | undefined {
  const own = key.filter((column) => column !== ordinal);
  return numberingProblem(
    rows,
    (row) => textOf(own.map((column) => row[column])),
    (row) => Number(row[ordinal]),
  );
}

function without(row: StoredRow, columns: readonly string[]): StoredRow {
  return Object.fromEntries(Object.entries(row).filter(([name]) => !columns.includes(name)));
}
