import type { CoverageGap, MonthCoverage, SpendReport } from "../../domain/spend-report.ts";
import { shortMonthName } from "../date-text.ts";
import { count } from "../figures.ts";
import { type Content, foreign, html } from "../markup.ts";
import type { Block, Section } from "../section.ts";
import { table } from "../table.ts";
import type { PageCommands } from "../verdict.ts";

const STATE_NAMES: Readonly<Record<string, string>> = {
  failed: "failed",
  not_ready: "not ready",
  late: "late",
  never_loaded: "never loaded",
};

/** What should be there by month, and how it stands; what is missing, by name. */
export function coverageSection(report: SpendReport, { status }: PageCommands): Section {
  const { coverage, gaps } = report;
  const { slicesFailed, slicesLate, slicesMissing } = report.status;
  const hidden = slicesFailed + slicesLate + slicesMissing - gaps.length;
  return {
    id: "coverage",
    title: "Coverage",
    lead: "How many parts of bills there should be, a part being one kind of bill of one customer's month, and how they stand. Fresh and closed ones are as they should be.",
    blocks: [
      coverage.length === 0
        ? { content: html`<p>Nothing is expected yet: no run has noted any account.</p>` }
        : { content: coverageTable(coverage) },
      ...(gaps.length === 0 ? [] : [gapsBlock(gaps)]),
      ...(hidden > 0
        ? [{ content: html`<p>${count(hidden)} more: <code>${status}</code></p>` }]
        : []),
    ],
  };
}

function bad(number: number): Content {
  return number === 0 ? count(0, true) : html`<strong class="bad">${count(number)}</strong>`;
}

function coverageTable(coverage: readonly MonthCoverage[]): Content {
  return table({
    caption: "Parts of bills by month and state",
    columns: [
      { title: "Month" },
      ...[
        "Expected",
        "Fresh",
        "Closed",
        "Late",
        "Failed",
        "Not ready",
        "Never loaded",
        "Forbidden",
      ].map((title) => ({ title, isFigure: true }) as const),
    ],
    rows: coverage.map((month) => [
      html`<span class="nowrap"
        >${month.month === null ? "Customer lists" : shortMonthName(month.month)}</span
      >`,
      count(month.slices),
      count(month.fresh, true),
      count(month.closed, true),
      bad(month.late),
      bad(month.failed),
      bad(month.notReady),
      bad(month.neverLoaded),
      count(month.forbidden, true),
    ]),
  });
}

function gapsBlock(gaps: readonly CoverageGap[]): Block {
  return {
    title: "Not as they should be",
    content: table({
      caption: "Parts of bills that are missing or late",
      columns: [
        { title: "Bill" },
        { title: "Month" },
        { title: "Part" },
        { title: "State" },
        { title: "Last loaded (UTC+8)" },
        { title: "Why" },
      ],
      rows: gaps.map(gapCells),
    }),
  };
}

function gapCells(gap: CoverageGap): readonly Content[] {
  const { account, uin, customerName, month, errorCode, errorMessage } = gap;
  return [
    uin === ""
      ? html`account ${foreign(account)}`
      : html`${foreign(customerName ?? uin)}${customerName === null ? undefined : html` <small class="code">${uin}</small>`}`,
    html`<span class="nowrap">${month === null ? "–" : shortMonthName(month)}</span>`,
    gap.stream,
    html`<strong class="bad nowrap">${STATE_NAMES[gap.state] ?? gap.state}</strong>`,
    html`<span class="nowrap">${gap.lastSuccessAt ?? "never"}</span>`,
    errorCode === null
      ? ""
      : html`${foreign(errorCode)} <small>${foreign(errorMessage ?? "")}</small>`,
  ];
}
