import type { StatusReport } from "../app/show-status.ts";
import { renderTable } from "./render-table.ts";
import { monthText, utc8Text } from "./render-time.ts";
import { visibleText } from "./visible-text.ts";

const UNKNOWN_SHOWN_MAX = 20;
const RAW_SHOWN_MAX = 3;

/** Fields that have no column yet, times in UTC+8; '' where there are none. Pure. */
export function renderUnknownFields(
  { kept: { unknown } }: StatusReport,
  widthMax: number | undefined,
): string {
  if (unknown.length === 0) {
    return "";
  }
  const table = renderTable(
    [
      { title: "stream", isCuttable: true },
      { title: "field", isCuttable: true },
      { title: "rows", align: "right" },
      { title: "since" },
      { title: "newest load" },
    ],
    unknown
      .slice(0, UNKNOWN_SHOWN_MAX)
      .map(({ stream, field, rows, sinceMonth, newestAt }) => [
        stream,
        field,
        grouped(BigInt(rows)),
        monthText(sinceMonth),
        utc8Text(newestAt),
      ]),
    widthMax,
  );
  const more = unknown.length - UNKNOWN_SHOWN_MAX;
  return more > 0 ? `${table}and ${more} more: --json\n` : table;
}

/** One line on values of which only the raw text says all; '' where there are none. Pure. */
export function renderRawFields({ kept: { raw } }: StatusReport): string {
  if (raw.length === 0) {
    return "";
  }
  const byField = [...Map.groupBy(raw, ({ field }) => field)]
    .map(([field, kept]) => ({
      field,
      rows: kept.reduce((sum, { rows }) => sum + BigInt(rows), 0n),
    }))
    .toSorted((left, right) => Number(right.rows - left.rows));
  const total = byField.reduce((sum, { rows }) => sum + rows, 0n);
  const shown = byField
    .slice(0, RAW_SHOWN_MAX)
    .map(({ field, rows }) => `${visibleText(field)} ${grouped(rows)}`);
  const more = byField.length - shown.length;
  const names = [...shown, ...(more > 0 ? [`${more} more`] : [])].join(", ");
  return `${grouped(total)} in extra.$raw: ${names}.\n`;
}

function grouped(count: bigint): string {
  return count.toLocaleString("en-US");
}
