import type { StatusReport } from "../app/show-status.ts";
import { isoText, monthText } from "./render-time.ts";

/** The state of the warehouse as one JSON document: instants as ISO 8601, counts of any size as text. Pure. */
export function renderStatusJson(report: StatusReport): string {
  const document = {
    at: isoText(report.at),
    coverage: report.coverage.map(({ billMonth, oldestSuccessAt, lastError, ...rest }) => ({
      ...rest,
      month: monthOrNull(billMonth),
      oldestSuccessAt: isoText(oldestSuccessAt),
      lastError: lastError ?? null,
    })),
    gaps: report.gaps.map(
      ({ billMonth, customerName, requestId, lastAttemptAt, lastSuccessAt, ...rest }) => ({
        ...rest,
        customerName: customerName ?? null,
        month: monthOrNull(billMonth),
        requestId: requestId ?? null,
        lastAttemptAt: isoText(lastAttemptAt),
        lastSuccessAt: isoText(lastSuccessAt),
      }),
    ),
    runs: report.runs.map(({ exitCode, startedAt, finishedAt, ...rest }) => ({
      ...rest,
      exitCode: exitCode ?? null,
      startedAt: isoText(startedAt),
      finishedAt: isoText(finishedAt),
    })),
    holdings: report.holdings.map(({ billMonth, ...rest }) => ({
      ...rest,
      month: monthOrNull(billMonth),
    })),
    next: report.next === undefined ? null : { ...report.next, at: isoText(report.next.at) },
    unknownFields: report.kept.unknown.map(keptField),
    rawFields: report.kept.raw.map(keptField),
    unknownNames: report.unknownNames.map(({ sinceMonth, ...rest }) => ({
      ...rest,
      sinceMonth: monthOrNull(sinceMonth),
    })),
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}

function keptField({ sinceMonth, newestAt, ...rest }: StatusReport["kept"]["raw"][number]): object {
  return { ...rest, sinceMonth: monthOrNull(sinceMonth), newestAt: isoText(newestAt) };
}

function monthOrNull(billMonth: string): string | null {
  const month = monthText(billMonth);
  return month === "–" ? null : month;
}
