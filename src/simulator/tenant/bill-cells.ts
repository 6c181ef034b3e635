import { setImmediate } from "node:timers/promises";
import type { Amount } from "./amount.ts";
import type { BillLine } from "./bill-line.ts";
import { type BillLines, readLines } from "./bill-lines.ts";

/** The sums that every summary action is made of. */
export type Sums = {
  readonly discounted: Amount;
  readonly voucher: Amount;
  readonly reserved: Amount;
};

/** The sums of all lines of a bill that agree in everything a summary can group or filter by. */
export type Cell = Sums & {
  readonly line: Pick<BillLine, "region" | "product" | "action" | "project" | "tags" | "isPaid">;
};

/** A group of cells, in the order in which their first lines appear in the bill. */
export type CellGroup = Sums & {
  readonly key: string;
  readonly first: Cell;
  readonly cells: readonly Cell[];
};

const LINES_PER_TURN = 2000;
const cellsOfLines = new WeakMap<BillLines, Promise<readonly Cell[]>>();

/**
 * The cells of a bill: every line is read once, later calls get the same answer. Gives way to other work between
 * batches, or a bill of a million lines would hold up the clock readings that the rate limits rest on.
 */
export function billCells(lines: BillLines): Promise<readonly Cell[]> {
  const known = cellsOfLines.get(lines);
  if (known !== undefined) {
    return known;
  }
  const cells = addUp(lines);
  cellsOfLines.set(lines, cells);
  return cells;
}

async function addUp(lines: BillLines): Promise<readonly Cell[]> {
  const cells = new Map<string, Cell>();
  let turn = 0;
  for (const line of readLines(lines)) {
    const key = cellKey(line);
    cells.set(key, { line: cells.get(key)?.line ?? line, ...plus(cells.get(key), line) });
    turn += 1;
    if (turn % LINES_PER_TURN === 0) {
      await setImmediate();
    }
  }
  return [...cells.values()];
}

function cellKey(line: BillLine): string {
  const tags = line.tags.map((tag) => `${tag.key}\u0000${tag.value}`).join("\u0000");
  const { region, product, action, project } = line;
  return `${region.id}\n${product.code}\n${action.payMode}\n${action.code}\n${project.id}\n${line.isPaid}\n${tags}`;
}

function plus(left: Sums | undefined, right: Sums): Sums {
  return {
    discounted: (left?.discounted ?? 0n) + right.discounted,
    voucher: (left?.voucher ?? 0n) + right.voucher,
    reserved: (left?.reserved ?? 0n) + right.reserved,
  };
}

/** The sums over some cells; zeros over none. */
export function sumCells(cells: readonly Cell[]): Sums {
  return cells.reduce<Sums>(plus, { discounted: 0n, voucher: 0n, reserved: 0n });
}

/** Groups cells by a key of the caller's; cells without a key (undefined) are left out. */
export function groupCells(
  cells: readonly Cell[],
  keyOf: (cell: Cell) => string | undefined,
): readonly CellGroup[] {
  const groups = new Map<string, Cell[]>();
  for (const cell of cells) {
    const key = keyOf(cell);
    if (key !== undefined) {
      groups.set(key, [...(groups.get(key) ?? []), cell]);
    }
  }
  return [...groups].flatMap(([key, members]) =>
    members.slice(0, 1).map((first) => ({ key, first, cells: members, ...sumCells(members) })),
  );
}
