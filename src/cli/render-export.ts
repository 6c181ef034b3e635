import path from "node:path";
import type { ExportReport } from "../app/run-export.ts";
import { sizeText } from "./size-text.ts";

/** What was written, in one line. Pure. */
export function renderExport({ path: file, rows, bytes }: ExportReport): string {
  const counted = rows === 1 ? "1 row" : `${rows.toLocaleString("en-US")} rows`;
  return `${file === undefined ? "" : `${file}: `}${counted}, ${sizeText(bytes)}\n`;
}

/** What was written, for a program; `months` and `customers` are null where all were meant. */
export function renderExportJson({
  path: file,
  months,
  customers,
  ...report
}: ExportReport): string {
  const document = {
    path: file === undefined ? null : path.resolve(file),
    rows: report.rows,
    bytes: report.bytes,
    view: report.view,
    months: months ?? null,
    customers: customers ?? null,
    format: report.format,
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}
