import type { BillChange, SpendReport } from "../../domain/spend-report.ts";
import { shortMonthName } from "../date-text.ts";
import { change, count, counted } from "../figures.ts";
import { type Content, foreign, html, type Markup } from "../markup.ts";
import type { Section } from "../section.ts";
import { table } from "../table.ts";

/** What runs changed in bills that were loaded before, and how many were new. */
export function changesSection({ changes }: SpendReport): Section {
  return {
    id: "changes",
    title: "What changed lately",
    lead: "Bills that the vendor restated in the last 7 days, and those that were loaded for the first time. The running month changes every day.",
    blocks: [
      {
        content:
          changes.length === 0
            ? html`<p>No bill changed in the last 7 days.</p>`
            : table({
                caption: "Changes of the last 7 days by day and bill",
                columns: [
                  { title: "Bill" },
                  { title: "Month" },
                  { title: "Day" },
                  { title: "Difference", isFigure: true },
                  { title: "Lines added", isFigure: true },
                  { title: "Changed", isFigure: true },
                  { title: "Removed", isFigure: true },
                ],
                rows: changes.map(cellsOf),
              }),
      },
    ],
  };
}

function cellsOf(entry: BillChange): readonly Content[] {
  return [
    billOf(entry),
    html`<span class="nowrap">${entry.month === null ? "–" : shortMonthName(entry.month)}</span>`,
    html`<span class="nowrap">${entry.day}</span>`,
    change(entry.difference),
    count(entry.rowsAdded, true),
    count(entry.rowsChanged, true),
    count(entry.rowsRemoved, true),
  ];
}

function billOf({ uin, customerName, bills, what }: BillChange): Markup {
  if (uin === null) {
    return html`${counted(bills, "bill")}, first load`;
  }
  return html`${foreign(customerName ?? uin)}${customerName === uin ? undefined : html` <small class="code">${uin}</small>`}${what === "rekeyed" ? html` <span class="tag">new Ids</span>` : undefined}`;
}
