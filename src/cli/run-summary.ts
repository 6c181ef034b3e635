import type { RunReport } from "../app/run-report.ts";
import type { CheckResult } from "../domain/reconciliation.ts";
import { billLines, countBills } from "./bill-lines.ts";
import { durationText } from "./duration-text.ts";
import { failureLines } from "./failure-lines.ts";
import { placeText } from "./mismatch-line.ts";

const MISMATCHES_SHOWN_MAX = 10;

/** What a run did, for people, with a line break at the end. Pure. */
export function runSummary(report: RunReport): string {
  const { result, continues } = report;
  const goneOn = continues === undefined ? "" : `, going on with run ${continues}`;
  return [
    `${capitalised(result.kind)} ${result.runId} ${STATUS_WORDS[result.status]} after ${durationText(report.durationMs)}${goneOn}.`,
    "",
    ...countLines(report),
    ...nothingChanged(report),
    ...section(mismatchLines(report.mismatches)),
    ...section(failureLines(report.failures)),
    ...section(closedLines(report.closed)),
    "",
  ].join("\n");
}

/** The same for programs: one JSON document, amounts as text. Pure. */
export function runSummaryJson(report: RunReport): string {
  const { result, ...rest } = report;
  const { abort, ...run } = result;
  const document = {
    ...run,
    ...rest,
    durationMs: Math.round(report.durationMs),
    continues: report.continues,
    abort: abort?.message,
  };
  // Fields that have no value are there all the same, so that a reader need not ask twice.
  const text = JSON.stringify(document, (_name, value: unknown) => value ?? null, 2);
  return `${text}\n`;
}

const STATUS_WORDS = {
  running: "is running",
  succeeded: "succeeded",
  partial: "was partial",
  mismatch: "succeeded, but a check found a mismatch",
  failed: "failed",
  interrupted: "was interrupted",
} as const;

function countLines(report: RunReport): readonly string[] {
  const { result, held, unfinished, checks, unknownFields } = report;
  const { counts } = result;
  const slices = [
    `${count(counts.slicesLoaded)} loaded`,
    ...some(counts.slicesFailed, "failed"),
    ...some(held, "held by another run"),
    ...some(unfinished, "not finished"),
  ];
  const checked = checks.match + checks.mismatch + checks.within_tolerance + checks.not_comparable;
  return [
    `  slices  ${slices.join(", ")}`,
    `  rows    ${count(counts.rowsAdded)} added, ${count(counts.rowsChanged)} changed, ${count(counts.rowsRemoved)} removed`,
    `  calls   ${count(counts.calls)}, ${count(counts.throttles)} throttled`,
    ...(checked === 0
      ? []
      : [
          `  checks  ${[
            `${count(checks.match)} match`,
            ...some(checks.within_tolerance, "within tolerance"),
            `${count(checks.mismatch)} mismatch`,
            ...some(checks.not_comparable, "not comparable yet"),
          ].join(", ")}`,
        ]),
    ...(unknownFields.length === 0
      ? []
      : [`  fields  ${count(unknownFields.length)} unknown to this version: npm run status`]),
  ];
}

function nothingChanged({ result: { exitCode, counts } }: RunReport): readonly string[] {
  const { rowsAdded, rowsChanged, rowsRemoved, slicesPlanned } = counts;
  if (exitCode !== 0 || rowsAdded + rowsChanged + rowsRemoved > 0) {
    return [];
  }
  return ["", slicesPlanned === 0 ? "Nothing was due." : "All loaded, nothing changed."];
}

function closedLines(closed: RunReport["closed"]): readonly string[] {
  return closed.length === 0
    ? []
    : [
        `Closed and left alone, ${countBills(closed.length)}; npm run reopen opens a month again:`,
        ...billLines(closed, "  "),
      ];
}

function mismatchLines(mismatches: readonly CheckResult[]): readonly string[] {
  const shown = mismatches.slice(0, MISMATCHES_SHOWN_MAX);
  const more = mismatches.length - shown.length;
  return [
    ...(mismatches.length === 0 ? [] : ["Bills that do not add up:"]),
    ...shown.flatMap((check) => [
      `  ${check.checkId}  ${[check.account, check.uin, check.billMonth.slice(0, 7), ...placeOf(check)].join(" · ")}`,
      `      ${check.leftSource} ${check.leftAmount ?? "-"}`,
      `      ${check.rightSource} ${check.rightAmount ?? "-"}`,
      `      difference ${check.difference ?? "-"}`,
    ]),
    ...(more > 0 ? [`  and ${count(more)} more: npm run reconcile`] : []),
  ];
}

function placeOf(check: CheckResult): readonly string[] {
  const place = placeText(check);
  return place === "" ? [] : [place];
}

function section(lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : ["", ...lines];
}

function some(number: number, what: string): readonly string[] {
  return number === 0 ? [] : [`${count(number)} ${what}`];
}

function count(number: number): string {
  return number.toLocaleString("en-US");
}

function capitalised(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}
