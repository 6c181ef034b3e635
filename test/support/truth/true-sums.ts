import { amountOf } from "../../../src/simulator/tenant/amount.ts";
import type { TrueSlice, TrueTable } from "./true-slices.ts";

/** The exact sum of a table's charged amount, in the vendor's hundred-millionths. */
export function sumOf({ place, rows }: TrueTable): bigint {
  return rows.reduce((sum, row) => sum + amountOf(row[place.amount] ?? "0"), 0n);
}

/** How many rows a slice has in its main table, and what they add up to. */
export function mainSum({ tables }: TrueSlice): { readonly rows: number; readonly amount: bigint } {
  const [main] = tables;
  return main === undefined
    ? { rows: 0, amount: 0n }
    : { rows: main.rows.length, amount: sumOf(main) };
}

/** Whether a count and a sum of bookkeeping's say what is true of a slice. */
export function isSum(
  row: { readonly row_count: string; readonly amount: string | null },
  truth: TrueSlice,
): boolean {
  const { rows, amount } = mainSum(truth);
  return row.row_count === String(rows) && row.amount !== null && amountOf(row.amount) === amount;
}
