import type { BillMonth } from "../domain/bill-month.ts";
import type { SpendReport } from "../domain/spend-report.ts";
import { readPageAssets } from "../report/page-assets.ts";
import { renderReportPage, type ReportPage } from "../report/report-page.ts";
import type { Database } from "../warehouse/postgres/open-database.ts";
import { readReport } from "../warehouse/postgres/read-report/read-report.ts";

export type ReportPageOptions = {
  /** By default the latest month that has amounts. */
  readonly month?: BillMonth | undefined;
  /** How many months are told, the report's own included; 12 by default. */
  readonly months?: number | undefined;
  readonly isDemo: boolean;
  /** What to do where the marts are missing. */
  readonly schemaHint: string;
  /** Blanks out every known secret: the vendor's words may repeat one. */
  readonly scrub: (text: string) => string;
  readonly signal: AbortSignal;
};

export type MadeReport = ReportPage & Pick<SpendReport, "month" | "isRunning" | "at">;

const MONTHS = 12;

/** Reads the report and makes a page of it. Writes nothing; throws what `readReport` throws. */
export async function makeReportPage(
  database: Database,
  { month, months = MONTHS, isDemo, schemaHint, scrub, signal }: ReportPageOptions,
): Promise<MadeReport> {
  const report = await readReport(database, { month, months, schemaHint, signal });
  const page = renderReportPage(scrubbed(report, scrub), {
    assets: await readPageAssets(),
    isDemo,
  });
  return { ...page, month: report.month, isRunning: report.isRunning, at: report.at };
}

function scrubbed(report: SpendReport, scrub: (text: string) => string): SpendReport {
  return {
    ...report,
    gaps: report.gaps.map(({ errorMessage, ...gap }) => ({
      ...gap,
      errorMessage: errorMessage === null ? null : scrub(errorMessage),
    })),
  };
}
