import path from "node:path";
import { pathToFileURL } from "node:url";
import type { Command } from "commander";
import { type MadeReport, makeReportPage } from "../../app/make-report-page.ts";
import { ReportFileError } from "../../app/report-file-error.ts";
import { withDatabase } from "../../app/with-database.ts";
import { assertReportFile, writeReport } from "../../app/write-report.ts";
import type { ExitCode } from "../../domain/run.ts";
import type { CommandContext, RunCommand } from "../command-context.ts";
import { databaseToRead } from "../database-to-read.ts";
import { wholeNumber } from "../parse-whole-number.ts";
import { monthProblems } from "../selection.ts";
import { UsageError } from "../usage-error.ts";

type ReportCommandOptions = {
  readonly out: string;
  readonly month?: string;
  readonly months: number;
  readonly force?: true;
  readonly json?: true;
  readonly demo?: true;
};

const OUT = "billhouse-report.html";
const MONTHS = 12;
const MONTHS_MAX = 36;

const AFTER_HELP = `
Spend by month, customer, product and region, what moved, whether bills add up with the vendor's
totals, what is loaded, what changed and the last runs, in one HTML file that needs no network: for
a phone, a screen in light or dark, or paper. Rounded amounts have the exact one behind them. Reads
the views of billing_mart, all as of one moment, and changes nothing; a login of npm run grant
-- --reader may. A report that is there already is replaced, another file only with --force.

npm start shows the same page at its address.

Exit codes: 0 written, 2 the month, the file or the schema, 8 no database, 75 stopped by Ctrl-C.

Examples:
  npm run report
  npm run report -- --month 2026-10 --out october.html
  npm run report -- --demo`;

/** `report`: everything at a glance, as one HTML file. */
export function addReportCommand(program: Command, run: RunCommand): void {
  program
    .command("report")
    .description("write one HTML page of spend, movers, reconciliation and coverage")
    .option("--out <file>", "where to write it", OUT)
    .option("--month <YYYY-MM>", "the month to tell in detail (default: the latest with amounts)")
    .option("--months <count>", "months to look back on", wholeNumber(1, MONTHS_MAX), MONTHS)
    .option("--force", "replace a file that is no report")
    .option("--json", "print where it was written as JSON")
    .option("--demo", "report on the demo's database")
    .addHelpText("after", AFTER_HELP)
    .action(async (options: ReportCommandOptions) => {
      await run(async (context) => await performReport(options, context));
    });
}

async function performReport(
  options: ReportCommandOptions,
  context: CommandContext,
): Promise<ExitCode> {
  const { terminal } = context;
  const problems = monthProblems("--month", options.month, false, context.clock.now());
  if (problems.length > 0) {
    throw new UsageError(problems, { hint: "for example: npm run report -- --month 2026-10" });
  }
  const file = path.resolve(options.out);
  await asUsage(assertReportFile(file, options.force === true));
  terminal.status("reading the bills");
  const report = await readPage(options, context);
  await asUsage(writeReport(file, report.html));
  terminal.out(resultText(report, { file, isJson: options.json === true }));
  return 0;
}

async function readPage(
  { demo, month, months }: ReportCommandOptions,
  context: CommandContext,
): Promise<MadeReport> {
  const { signal, scrub } = context;
  const isDemo = demo === true;
  const { databaseUrl, schemaHint } = await databaseToRead(isDemo, context);
  return await withDatabase(
    databaseUrl,
    async (database) =>
      await makeReportPage(database, { month, months, isDemo, schemaHint, scrub, signal }),
  );
}

type Written = { readonly file: string; readonly isJson: boolean };

function resultText({ month, isRunning, html }: MadeReport, { file, isJson }: Written): string {
  const url = pathToFileURL(file).href;
  if (isJson) {
    const document = {
      path: file,
      url,
      month: month ?? null,
      isRunning,
      bytes: Buffer.byteLength(html),
    };
    return `${JSON.stringify(document, null, 2)}\n`;
  }
  const what = month === undefined ? "no bills yet" : `${month}${isRunning ? " so far" : ""}`;
  return `report of ${what}, to open in a browser: ${url}\n`;
}

/** What is wrong with the file that was named is the command line's mistake. */
async function asUsage(work: Promise<void>): Promise<void> {
  try {
    await work;
  } catch (error) {
    throw error instanceof ReportFileError
      ? new UsageError([error.message], { hint: error.hint })
      : error;
  }
}
