import type { Mismatch, MonthChecks, SpendReport } from "../../domain/spend-report.ts";
import { shortMonthName } from "../date-text.ts";
import { amount, count, NONE } from "../figures.ts";
import { type Content, foreign, html } from "../markup.ts";
import type { Block, Section } from "../section.ts";
import { table } from "../table.ts";
import type { PageCommands } from "../verdict.ts";

/** How what is loaded compares with the vendor's own totals. */
export function reconciliationSection(report: SpendReport, { reconcile }: PageCommands): Section {
  const { checks, mismatches, status } = report;
  const hidden = status.mismatches - mismatches.length;
  return {
    id: "reconciliation",
    title: "Reconciliation",
    lead: "What is loaded against the vendor's own totals, to the last digit. The running month cannot be compared: its summaries lag behind its lines.",
    blocks: [
      checks.length === 0
        ? { content: html`<p>Of these months nothing has been compared yet.</p>` }
        : { content: checksTable(checks) },
      ...(mismatches.length === 0 ? [] : [mismatchBlock(mismatches)]),
      ...(hidden > 0
        ? [{ content: html`<p>${count(hidden)} more: <code>${reconcile}</code></p>` }]
        : []),
    ],
  };
}

function checksTable(checks: readonly MonthChecks[]): Content {
  return table({
    caption: "Comparisons with the vendor's totals by month",
    columns: [
      { title: "Month" },
      { title: "Bills", isFigure: true },
      { title: "Comparisons", isFigure: true },
      { title: "Agree", isFigure: true },
      { title: "Within tolerance", isFigure: true },
      { title: "Disagree", isFigure: true },
      { title: "Not comparable", isFigure: true },
      { title: "Largest difference", isFigure: true },
      { title: "Compared (UTC+8)" },
    ],
    rows: checks.map((check) => [
      html`<span class="nowrap">${shortMonthName(check.month)}</span>`,
      count(check.bills),
      count(check.comparisons),
      count(check.matches, true),
      count(check.withinTolerance, true),
      check.mismatches === 0
        ? count(0, true)
        : html`<strong class="bad">${count(check.mismatches)}</strong>`,
      count(check.notComparable, true),
      // Rounded to cents, the difference that matters would be gone.
      check.largestDifference === null ? NONE : check.largestDifference,
      html`<span class="nowrap">${check.checkedAt}</span>`,
    ]),
  });
}

function mismatchBlock(mismatches: readonly Mismatch[]): Block {
  return {
    title: "Comparisons that disagree",
    content: table({
      caption: "Comparisons that disagree",
      columns: [
        { title: "Bill" },
        { title: "Month" },
        { title: "Check" },
        { title: "Of" },
        { title: "Left", isFigure: true },
        { title: "Right", isFigure: true },
        { title: "Difference", isFigure: true },
      ],
      rows: mismatches.map(mismatchCells),
    }),
  };
}

function mismatchCells(mismatch: Mismatch): readonly Content[] {
  const { customerName, uin, unit, dimension, member } = mismatch;
  const side = (value: string | null): Content =>
    value === null || unit === "count" ? count(value) : amount(value);
  return [
    html`${foreign(customerName)}${customerName === uin ? undefined : html` <small class="code">${uin}</small>`}`,
    html`<span class="nowrap">${shortMonthName(mismatch.month)}</span>`,
    html`${mismatch.checkId} <small>${mismatch.leftSource} against ${mismatch.rightSource}</small>`,
    dimension === "" ? "the whole bill" : html`${dimension} ${foreign(member)}`,
    side(mismatch.leftAmount),
    side(mismatch.rightAmount),
    mismatch.difference ?? NONE,
  ];
}
