import type { StatusReport } from "../app/show-status.ts";
import type { SliceStatus } from "../domain/run.ts";
import { renderTable, type TableColumn, type TableRow } from "./render-table.ts";
import { ageText, monthText } from "./render-time.ts";

type Coverage = StatusReport["coverage"][number];

// When every month has a failed slice the worst of them still are on one screen.
const LINES_ON_TERMINAL_MAX = 60;

const COLUMNS: readonly TableColumn[] = [
  { title: "account", isCuttable: true },
  { title: "stream" },
  { title: "month" },
  { title: "slices", isCuttable: true },
  { title: "age", align: "right" },
];

/** From worst to best: the order in which states are told. */
const STATES: readonly (readonly [status: SliceStatus, word: string])[] = [
  ["failed", "failed"],
  ["not_ready", "not ready"],
  ["pending", "pending"],
  ["forbidden", "forbidden"],
  ["loaded", "loaded"],
  ["empty", "empty"],
];

/**
 * What is loaded by account, stream and month, worst first, with the time since the slice that was
 * left alone for longest was loaded. Months in which all is well share a line with their neighbours:
 * years of good bills must not push the bad ones away. Pure.
 */
export function renderCoverage(
  coverage: readonly Coverage[],
  { now, widthMax }: { readonly now: number; readonly widthMax?: number | undefined },
): string {
  const lines = mergeGoodMonths(coverage).toSorted(
    (left, right) => rankOf(left.newest) - rankOf(right.newest),
  );
  const shown = widthMax === undefined ? lines : lines.slice(0, LINES_ON_TERMINAL_MAX);
  const more = lines.length - shown.length;
  const table = renderTable(
    COLUMNS,
    shown.map((line) => toRow(line, now)),
    widthMax,
  );
  return more === 0 ? table : `${table}and ${more} more lines: --json, or into a pipe\n`;
}

/** One or several months of an account's stream. */
type Line = {
  readonly oldest: Coverage;
  /** Stands for all of them: their counts are added up in it. */
  readonly newest: Coverage;
};

/** Pure; `coverage` ordered by account, stream and month. */
function mergeGoodMonths(coverage: readonly Coverage[]): readonly Line[] {
  const lines: Line[] = [];
  for (const one of coverage) {
    const last = lines.at(-1);
    if (
      last !== undefined &&
      isGood(last.newest) &&
      isGood(one) &&
      isSameStream(last.newest, one)
    ) {
      lines[lines.length - 1] = { oldest: last.oldest, newest: addUp(last.newest, one) };
    } else {
      lines.push({ oldest: one, newest: one });
    }
  }
  return lines;
}

function isSameStream(left: Coverage, right: Coverage): boolean {
  return left.account === right.account && left.stream === right.stream;
}

function isGood({ counts, slices }: Coverage): boolean {
  return counts.loaded + counts.empty === slices;
}

// Of good months: nothing but loaded and empty slices to add up.
function addUp(left: Coverage, right: Coverage): Coverage {
  return {
    ...right,
    slices: left.slices + right.slices,
    counts: {
      ...right.counts,
      loaded: left.counts.loaded + right.counts.loaded,
      empty: left.counts.empty + right.counts.empty,
    },
    oldestSuccessAt: Math.min(left.oldestSuccessAt ?? 0, right.oldestSuccessAt ?? 0),
  };
}

function rankOf({ counts }: Coverage): number {
  const rank = STATES.findIndex(([status]) => counts[status] > 0);
  const firstGood = STATES.findIndex(([status]) => status === "loaded");
  return rank === -1 ? firstGood : Math.min(rank, firstGood);
}

function toRow({ oldest, newest }: Line, now: number): TableRow {
  const months = monthText(newest.billMonth);
  return [
    newest.account,
    newest.stream,
    oldest === newest ? months : `${monthText(oldest.billMonth)}…${months}`,
    stateText(newest),
    freshness(newest, now),
  ];
}

function stateText({ counts, lastError }: Coverage): string {
  const states = STATES.filter(([status]) => counts[status] > 0)
    .map(([status, word]) => `${counts[status].toLocaleString("en-US")} ${word}`)
    .join(", ");
  return lastError === undefined ? states : `${states} (${lastError.code})`;
}

function freshness({ oldestSuccessAt, neverLoaded }: Coverage, now: number): string {
  return neverLoaded > 0 || oldestSuccessAt === undefined
    ? "never"
    : ageText(now - oldestSuccessAt);
}
