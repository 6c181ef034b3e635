import type { StatusReport } from "../app/show-status.ts";
import { renderTable } from "./render-table.ts";
import { monthText } from "./render-time.ts";

const SHOWN_MAX = 10;

/** Names that have no code yet, the most frequent first; '' where there are none. Pure. */
export function renderUnknownNames(
  { unknownNames }: StatusReport,
  widthMax: number | undefined,
): string {
  if (unknownNames.length === 0) {
    return "";
  }
  const table = renderTable(
    [
      { title: "of" },
      { title: "name", isCuttable: true },
      { title: "stream", isCuttable: true },
      { title: "lines", align: "right" },
      { title: "amount", align: "right" },
      { title: "since" },
    ],
    unknownNames
      .slice(0, SHOWN_MAX)
      .map(({ dimension, name, stream, lines, amount, sinceMonth }) => [
        dimension.replaceAll("_", " "),
        name,
        stream,
        BigInt(lines).toLocaleString("en-US"),
        amount,
        monthText(sinceMonth),
      ]),
    widthMax,
  );
  const more = unknownNames.length - SHOWN_MAX;
  return more > 0 ? `${table}and ${more} more: --json\n` : table;
}
