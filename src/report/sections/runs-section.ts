import type { ReportedRun, SpendReport } from "../../domain/spend-report.ts";
import { count } from "../figures.ts";
import { type Content, html, type Markup } from "../markup.ts";
import type { Section } from "../section.ts";
import { table } from "../table.ts";

const GOOD = new Set(["succeeded", "running"]);

/** The last runs of the pipeline, and what came of them. */
export function runsSection({ runs }: SpendReport): Section {
  return {
    id: "runs",
    title: "Last runs",
    lead: "Times are on the clock of UTC+8.",
    blocks: [
      {
        content:
          runs.length === 0
            ? html`<p>Nothing has run yet.</p>`
            : table({
                caption: "The last runs",
                columns: [
                  { title: "Run" },
                  { title: "Status" },
                  { title: "Began" },
                  { title: "Ended" },
                  ...["Parts", "Failed", "Calls", "Added", "Changed", "Removed"].map(
                    (title) => ({ title, isFigure: true }) as const,
                  ),
                ],
                rows: runs.map(cellsOf),
              }),
      },
    ],
  };
}

function cellsOf(run: ReportedRun): readonly Content[] {
  return [
    html`<span class="nowrap">${run.kind} ${run.runId}</span>`,
    statusMarkup(run.status),
    html`<span class="nowrap">${run.startedAt}</span>`,
    html`<span class="nowrap">${run.finishedAt ?? "–"}</span>`,
    html`${count(run.slicesLoaded)} <small>of ${count(run.slicesPlanned)}</small>`,
    count(run.slicesFailed, true),
    count(run.calls),
    count(run.rowsAdded, true),
    count(run.rowsChanged, true),
    count(run.rowsRemoved, true),
  ];
}

function statusMarkup(status: string): Markup {
  return GOOD.has(status) ? html`${status}` : html`<strong class="bad">${status}</strong>`;
}
