import type { CheckableBill } from "../domain/reconciliation.ts";

// So many rows are read in about a second: few enough for one statement and for memory.
const CHUNK_ROWS = 500_000;
const CHUNK_BILLS = 200;

/**
 * Which bills have to be read again: those whose seal is not the one that `sealOf` gives them now,
 * and of the others, for rows can also be damaged behind our back, as many as `spareRows` allow,
 * those first that were last looked at longest ago. In chunks that one statement can carry. Pure.
 */
export function planMeasuring(
  bills: readonly CheckableBill[],
  sealOf: (bill: CheckableBill) => string,
  spareRows: number,
): readonly (readonly CheckableBill[])[] {
  const isSealed = (bill: CheckableBill): boolean => bill.checked?.seal === sealOf(bill);
  const spare = new Set<CheckableBill>();
  let rows = 0;
  for (const bill of bills
    .filter(isSealed)
    .toSorted((a, b) => (a.checked?.at ?? 0) - (b.checked?.at ?? 0))) {
    rows += bill.rows;
    if (rows > spareRows) {
      break;
    }
    spare.add(bill);
  }
  return chunksOf(bills.filter((bill) => !isSealed(bill) || spare.has(bill)));
}

/** Cuts `bills` so that no chunk has more rows or bills than one statement should; one large bill is one chunk. */
function chunksOf(bills: readonly CheckableBill[]): readonly (readonly CheckableBill[])[] {
  const chunks: CheckableBill[][] = [];
  let rows = 0;
  for (const bill of bills) {
    const last = chunks.at(-1);
    rows += bill.rows;
    if (last === undefined || last.length === CHUNK_BILLS || rows > CHUNK_ROWS) {
      chunks.push([bill]);
      rows = bill.rows;
    } else {
      last.push(bill);
    }
  }
  return chunks;
}
