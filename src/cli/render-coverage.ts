import type { StatusReport } from "../app/show-status.ts";
import { STATES, stateRank } from "./coverage-states.ts";
import { renderTable, type TableColumn, type TableRow } from "./render-table.ts";
import { ageText, monthText } from "./render-time.ts";

type Coverage = StatusReport["coverage"][number];

// When every month has a failed slice the worst of them still are on one screen.
const LINES_ON_TERMINAL_MAX = 30;

const COLUMNS: readonly TableColumn[] = [
  { title: "account", isCuttable: true },
  { title: "stream" },
  { title: "month" },
  { title: "slices", isCuttable: true },
  { title: "age", align: "right" },
];

/**
 * What should be there by account, stream and month, worst first, with the time since the slice that
 * was left alone for longest was loaded, closed ones left out. Months in which nothing is to be done
 * share a line with their neighbours: years of bills that are well, or that nobody may read, must not
 * push the others away. Pure.
 */
export function renderCoverage(
  coverage: readonly Coverage[],
  { now, widthMax }: { readonly now: number; readonly widthMax?: number | undefined },
): string {
  const lines = mergeQuietMonths(coverage).toSorted(
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
function mergeQuietMonths(coverage: readonly Coverage[]): readonly Line[] {
  const lines: Line[] = [];
  for (const one of coverage) {
    const last = lines.at(-1);
    if (
      last !== undefined &&
      isQuiet(one) &&
      rankOf(last.newest) === rankOf(one) &&
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

function isQuiet(coverage: Coverage): boolean {
  return rankOf(coverage) >= stateRank("forbidden");
}

// Of quiet months: no states but these to add up.
function addUp(left: Coverage, right: Coverage): Coverage {
  return {
    ...right,
    slices: left.slices + right.slices,
    states: {
      ...right.states,
      forbidden: left.states.forbidden + right.states.forbidden,
      fresh: left.states.fresh + right.states.fresh,
      closed: left.states.closed + right.states.closed,
    },
    neverLoaded: left.neverLoaded + right.neverLoaded,
    oldestSuccessAt: earlier(left.oldestSuccessAt, right.oldestSuccessAt),
    lastError: right.lastError ?? left.lastError,
  };
}

function earlier(left: number | undefined, right: number | undefined): number | undefined {
  return left === undefined || right === undefined ? (left ?? right) : Math.min(left, right);
}

// A month in which all is well stands where a fresh one does, closed or not.
function rankOf({ states }: Coverage): number {
  const worst = STATES.find(([state]) => states[state] > 0)?.[0] ?? "fresh";
  return Math.min(stateRank(worst), stateRank("fresh"));
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

function stateText({ states, lastError }: Coverage): string {
  const counts = STATES.filter(([state]) => states[state] > 0)
    .map(([state, word]) => `${states[state].toLocaleString("en-US")} ${word}`)
    .join(", ");
  return lastError === undefined ? counts : `${counts} (${lastError.code})`;
}

function freshness({ oldestSuccessAt, neverLoaded }: Coverage, now: number): string {
  if (neverLoaded > 0) {
    return "never";
  }
  return oldestSuccessAt === undefined ? "–" : ageText(now - oldestSuccessAt);
}
