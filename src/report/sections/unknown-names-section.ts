import type { SpendReport } from "../../domain/spend-report.ts";
import { shortMonthName } from "../date-text.ts";
import { count } from "../figures.ts";
import { foreign, html } from "../markup.ts";
import type { Section } from "../section.ts";
import { table } from "../table.ts";

/** Names without a code; no section where every name has one. */
export function unknownNamesSection({ unknownNames }: SpendReport): readonly Section[] {
  return unknownNames.length === 0
    ? []
    : [
        {
          id: "unknown-names",
          title: "Names without a code",
          lead: "Bill lines carry names only; these no summary has taught yet. Their amounts are counted under the name.",
          blocks: [
            {
              content: table({
                caption: "Names in bill lines that have no code",
                columns: [
                  { title: "Name" },
                  { title: "What" },
                  { title: "Lines", isFigure: true },
                  { title: "Bills", isFigure: true },
                  { title: "Since" },
                ],
                rows: unknownNames.map(({ name, dimension, lines, bills, sinceMonth }) => [
                  foreign(name),
                  dimension.replaceAll("_", " "),
                  count(lines),
                  count(bills),
                  html`<span class="nowrap">${shortMonthName(sinceMonth)}</span>`,
                ]),
              }),
            },
          ],
        },
      ];
}
