import { mkdir } from "node:fs/promises";
import path from "node:path";
import { pathToFileURL } from "node:url";
import type { Database } from "../warehouse/postgres/open-database.ts";
import { makeReportPage } from "./make-report-page.ts";
import { PROJECT_DIR } from "./project-dir.ts";
import { ReportFileError } from "./report-file-error.ts";
import { writeReport } from "./write-report.ts";

const FILE = path.join(PROJECT_DIR, ".data/demo-report.html");

/**
 * Writes the report of the demo's bills beside the demo's database, and returns its URL for a browser;
 * undefined where no file can be written there. Replaces the one before. Throws what `makeReportPage`
 * throws.
 */
export async function writeDemoReport(
  database: Database,
  signal: AbortSignal,
): Promise<string | undefined> {
  const { html } = await makeReportPage(database, {
    isDemo: true,
    schemaHint: "npm run demo",
    // Nothing of the demo is secret, and no configuration is read that could be.
    scrub: (text) => text,
    signal,
  });
  try {
    await mkdir(path.dirname(FILE), { recursive: true });
    await writeReport(FILE, html);
    return pathToFileURL(FILE).href;
  } catch (error) {
    if (error instanceof ReportFileError || isFileError(error)) {
      return undefined;
    }
    throw error;
  }
}

function isFileError(error: unknown): boolean {
  return error instanceof Error && "syscall" in error;
}
