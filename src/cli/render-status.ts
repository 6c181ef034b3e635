import type { StatusReport } from "../app/show-status.ts";
import { durationText } from "./duration-text.ts";
import { renderCoverage } from "./render-coverage.ts";
import { gapsTitle, renderGaps } from "./render-gaps.ts";
import { renderRawFields, renderUnknownFields } from "./render-kept-fields.ts";
import { renderTable } from "./render-table.ts";
import { monthText, utc8Text } from "./render-time.ts";
import { renderUnknownNames } from "./render-unknown-names.ts";

/** The state of the warehouse for people, times in UTC+8; texts are cut to `widthMax` where given. Pure. */
export function renderStatus(report: StatusReport, widthMax?: number): string {
  const sections = [
    ["Coverage, worst first (age: since the oldest of the loads)", coverageText(report, widthMax)],
    [gapsTitle(report), renderGaps(report, widthMax)],
    ["Last runs, times in UTC+8", runsText(report, widthMax)],
    ["Being loaded now", holdingsText(report, widthMax)],
    ["Next run", nextText(report)],
    [
      "Fields that this version does not know, kept in extra, times in UTC+8",
      renderUnknownFields(report, widthMax),
    ],
    ["Values kept as raw text, such as - for none", renderRawFields(report)],
    ["Names in bill lines that no summary has a code for", renderUnknownNames(report, widthMax)],
  ] as const;
  return sections
    .filter(([, text]) => text !== "")
    .map(([title, text]) => `${title}\n\n${text}`)
    .join("\n");
}

function coverageText({ coverage, at }: StatusReport, widthMax: number | undefined): string {
  return coverage.length === 0
    ? "Nothing was loaded yet: npm run sync begins with it.\n"
    : renderCoverage(coverage, { now: at, widthMax });
}

function runsText({ runs, at }: StatusReport, widthMax: number | undefined): string {
  if (runs.length === 0) {
    return "There was none yet.\n";
  }
  return renderTable(
    [
      { title: "run", align: "right" },
      { title: "kind" },
      { title: "status" },
      { title: "exit", align: "right" },
      { title: "started" },
      { title: "took", align: "right" },
      { title: "slices", align: "right" },
      { title: "rows" },
      { title: "calls", isCuttable: true },
    ],
    runs.map((run) => [
      run.runId,
      run.kind,
      statusWord(run),
      String(run.exitCode ?? ""),
      utc8Text(run.startedAt),
      tookText(run, at),
      `${run.slicesLoaded}/${run.slicesPlanned}`,
      rowsText(run),
      run.throttles === "0" ? run.calls : `${run.calls}, ${run.throttles} throttled`,
    ]),
    widthMax,
  );
}

type Run = StatusReport["runs"][number];

function statusWord({ status, isAlive }: Run): string {
  return status === "running" && !isAlive ? "cut off" : status;
}

/** Added, changed and removed rows, without the zeros. */
function rowsText({ rowsAdded, rowsChanged, rowsRemoved }: Run): string {
  const parts = [
    ["+", rowsAdded],
    ["~", rowsChanged],
    ["-", rowsRemoved],
  ] as const;
  const told = parts.filter(([, count]) => count !== "0").map((part) => part.join(""));
  return told.length === 0 ? "unchanged" : told.join(" ");
}

function tookText({ startedAt, finishedAt, isAlive }: Run, now: number): string {
  if (finishedAt === undefined && !isAlive) {
    return "";
  }
  return durationText(Math.max(0, (finishedAt ?? now) - startedAt));
}

function holdingsText({ holdings, runs }: StatusReport, widthMax: number | undefined): string {
  if (holdings.length > 0) {
    return renderTable(
      [
        { title: "run", align: "right" },
        { title: "account", isCuttable: true },
        { title: "stream" },
        { title: "month" },
        { title: "slices", align: "right" },
      ],
      holdings.map(({ runId, account, stream, billMonth, slices }) => [
        runId,
        account,
        stream,
        monthText(billMonth),
        String(slices),
      ]),
      widthMax,
    );
  }
  const alive = runs.filter(({ isAlive }) => isAlive);
  return alive.length === 0
    ? ""
    : `Run ${alive.map(({ runId }) => runId).join(", ")} is at work and holds no slice just now.\n`;
}

function nextText({ next }: StatusReport): string {
  return next === undefined
    ? ""
    : `${utc8Text(next.at)} UTC+8, where npm start is running (BILLING_CRON ${next.cron}, ${next.timezone}).\n`;
}
