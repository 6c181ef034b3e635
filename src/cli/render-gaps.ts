import type { StatusReport } from "../app/show-status.ts";
import { type CoverageState, STATES, stateRank } from "./coverage-states.ts";
import { renderTable, type TableRow } from "./render-table.ts";
import { monthText, utc8Text } from "./render-time.ts";

type Gap = StatusReport["gaps"][number];

const UINS_SHOWN_MAX = 20;

/** Says how many UINs have gaps, and how many of them `renderGaps` shows. Pure. */
export function gapsTitle({ gaps }: StatusReport): string {
  const total = gapsByUin(gaps).length;
  const shown =
    total > UINS_SHOWN_MAX
      ? `the worst ${UINS_SHOWN_MAX} of ${total.toLocaleString("en-US")} UINs`
      : "worst first";
  return `Missing or stale, ${shown}, times in UTC+8`;
}

/** Whose bills are missing or stale, and why: a line for each UIN, the worst first; '' where none are. Pure. */
export function renderGaps({ gaps }: StatusReport, widthMax: number | undefined): string {
  if (gaps.length === 0) {
    return "";
  }
  return renderTable(
    [
      { title: "account", isCuttable: true },
      { title: "UIN" },
      { title: "customer", isCuttable: true },
      { title: "slices", isCuttable: true },
      { title: "stream", isCuttable: true },
      { title: "month" },
      { title: "why", isCuttable: true },
    ],
    gapsByUin(gaps).slice(0, UINS_SHOWN_MAX).map(toRow),
    widthMax,
  );
}

/** The gaps of each UIN, worst first as they were; the worst UINs first, then those with most gaps. */
function gapsByUin(gaps: readonly Gap[]): readonly (readonly Gap[])[] {
  const byUin = Map.groupBy(gaps, ({ account, uin }) => `${account}\u0000${uin}`);
  return [...byUin.values()].toSorted(
    (left, right) => rankOf(left) - rankOf(right) || right.length - left.length,
  );
}

function rankOf([worst]: readonly Gap[]): number {
  return worst === undefined ? STATES.length : stateRank(worst.state);
}

function toRow(gaps: readonly Gap[]): TableRow {
  const [worst] = gaps;
  return [
    worst?.account ?? "",
    worst === undefined || worst.uin === "" ? "–" : worst.uin,
    worst?.customerName ?? "",
    countsText(gaps),
    streamText(gaps),
    monthsText(gaps),
    whyText(gaps),
  ];
}

function countsText(gaps: readonly Gap[]): string {
  const count = (state: CoverageState): number => gaps.filter((gap) => gap.state === state).length;
  return STATES.filter(([state]) => count(state) > 0)
    .map(([state, word]) => `${count(state)} ${word}`)
    .join(", ");
}

function streamText(gaps: readonly Gap[]): string {
  const streams = [...new Set(gaps.map(({ stream }) => stream))];
  return streams.length === 1 ? (streams[0] ?? "") : `${streams.length} streams`;
}

function monthsText(gaps: readonly Gap[]): string {
  const months = [...new Set(gaps.map(({ billMonth }) => monthText(billMonth)))].toSorted();
  return months.length === 1 ? (months[0] ?? "") : `${months[0]}…${months.at(-1)}`;
}

/** The failure of the worst of them that has one; of one that is only late, since when. */
function whyText(gaps: readonly Gap[]): string {
  const failed = gaps.find(({ code, message }) => code !== "" || message !== "");
  if (failed !== undefined) {
    return failed.message === "" ? failed.code : failed.message;
  }
  const loaded = gaps.flatMap(({ lastSuccessAt }) => lastSuccessAt ?? []);
  return loaded.length === 0 ? "" : `last loaded ${utc8Text(Math.min(...loaded))}`;
}
