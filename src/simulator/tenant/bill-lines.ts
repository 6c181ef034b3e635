import type { BillLine } from "./bill-line.ts";

/**
 * The lines of one bill in the order the vendor pages through them. Immutable, and a piece table: a million generated
 * lines are one piece that makes each line when it is asked for, and an edit adds a piece.
 */
export type BillLines = { readonly length: number; readonly pieces: readonly Piece[] };

type Piece = {
  readonly lineAt: (index: number) => BillLine;
  readonly from: number;
  readonly count: number;
};

/** Lines that are made on demand: `lineAt` must answer the same line for the same index (0 up to `count`) every time. */
export function generatedLines(count: number, lineAt: (index: number) => BillLine): BillLines {
  return { length: count, pieces: count === 0 ? [] : [{ lineAt, from: 0, count }] };
}

/** Lines written by hand. */
export function givenLines(lines: readonly BillLine[]): BillLines {
  const lineAt = (index: number): BillLine => {
    const line = lines[index];
    if (line === undefined) {
      throw new RangeError(`no line at ${index}`);
    }
    return line;
  };
  return generatedLines(lines.length, lineAt);
}

/** The lines from position `from` (0-based) on, `count` of them or as many as there are; made one at a time. */
export function* readLines(lines: BillLines, from = 0, count = lines.length): Generator<BillLine> {
  let skip = from;
  let left = count;
  for (const piece of lines.pieces) {
    const start = Math.min(skip, piece.count);
    skip -= start;
    for (let index = start; index < piece.count && left > 0; index += 1, left -= 1) {
      yield piece.lineAt(piece.from + index);
    }
  }
}

/** The same lines with `remove` of them gone at `position` and others put there, as Array.prototype.splice does. */
export function spliceLines(
  lines: BillLines,
  position: number,
  remove: number,
  added: readonly BillLine[] = [],
): BillLines {
  if (position < 0 || position + remove > lines.length) {
    throw new RangeError(`positions ${position} to ${position + remove} of ${lines.length} lines`);
  }
  const pieces = [
    ...piecesBetween(lines, 0, position),
    ...givenLines(added).pieces,
    ...piecesBetween(lines, position + remove, lines.length),
  ];
  return { length: lines.length - remove + added.length, pieces };
}

function piecesBetween(lines: BillLines, from: number, to: number): readonly Piece[] {
  const pieces: Piece[] = [];
  let start = 0;
  for (const piece of lines.pieces) {
    const first = Math.max(from - start, 0);
    const last = Math.min(to - start, piece.count);
    if (first < last) {
      pieces.push({ lineAt: piece.lineAt, from: piece.from + first, count: last - first });
    }
    start += piece.count;
  }
  return pieces;
}
