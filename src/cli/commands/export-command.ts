import { type Command, Option } from "commander";
import {
  type ExportOptions,
  type ExportReport,
  runExport,
  streamExport,
} from "../../app/run-export.ts";
import { ExportError } from "../../domain/export-error.ts";
import type { ExitCode } from "../../domain/run.ts";
import type { CommandContext, RunCommand } from "../command-context.ts";
import { databaseToRead } from "../database-to-read.ts";
import { describeError } from "../describe-error.ts";
import { followExport } from "../follow-export.ts";
import { type ExportCommandOptions, readExportOptions } from "../read-export-options.ts";
import { splitList } from "../read-selection.ts";
import { renderExport, renderExportJson } from "../render-export.ts";

const AFTER_HELP = `
Writes one view of billing_mart or focus to a file: whole or not at all, as of one moment, exact to
the last digit. An unknown --view lists what there is.

Parquet: amounts are DECIMAL(38), 18 digits of them behind the point, more where a value has more;
one that needs over 38 in all is refused, never rounded. Instants are in UTC.
CSV: amounts as PostgreSQL writes them, however long; instants as 2026-10-01T00:00:00Z; NULL is
nothing and an empty text is "". Lists and tags are JSON in both.
Texts are as the customers wrote them: a spreadsheet may take one that begins with = for a formula.
Views of focus are titled as the FOCUS specification spells them: BilledCost, x_BillMonth.

Exit codes: 0 written, 1 the disk refused it, 2 view, month or file cannot be, or a value is too long
for Parquet, 8 no database, 75 stopped by Ctrl-C: then nothing is left behind.

Examples (-s keeps npm's own lines out of a pipe):
  npm run export -- --view focus.cost_and_usage_v1_2 --month 2026-10
  npm run export -- --view daily_cost --from 2026-07 --to 2026-09 --format csv --out q3.csv
  npm run -s export -- --demo --view cost_by_product --format csv --out - | head`;

/** `export`: a view as a Parquet or CSV file. */
export function addExportCommand(program: Command, run: RunCommand): void {
  program
    .command("export")
    .description("write a view of billing_mart or focus to a Parquet or CSV file")
    .option("--view <name>", "which view; without its schema where the name is unique")
    .addOption(
      new Option("--format <format>", "the kind of file")
        .choices(["parquet", "csv"])
        .default("parquet"),
    )
    .option("--month <YYYY-MM>", "only these months (UTC+8), comma-separated", splitList)
    .option("--from <YYYY-MM>", "only from this month")
    .option("--to <YYYY-MM>", "only up to this month")
    .option("--customer <UINs>", "only these customers, comma-separated", splitList)
    .option("--out <path>", "the file, - for CSV to stdout (default: <view>-<month>.<format>)")
    .option("--force", "replace a file that is there")
    .option("--json", "print what was written as JSON")
    .option("--demo", "read the demo's database")
    .addHelpText("after", AFTER_HELP)
    .action(async (options: ExportCommandOptions) => {
      await run(async (context) => await performExport(options, context));
    });
}

async function performExport(
  options: ExportCommandOptions,
  context: CommandContext,
): Promise<ExitCode> {
  const { terminal, signal, clock } = context;
  const { isToStdout, ...request } = readExportOptions(options, clock.now());
  const database = await databaseToRead(options.demo === true, context);
  const onProgress = followExport(request.view, context);
  try {
    const report = await writeExport(
      { ...request, ...database, onProgress, signal },
      isToStdout,
      context,
    );
    if (isToStdout) {
      // Behind `| head` nobody knows how many there would have been.
      terminal.err(terminal.isOutClosed() ? "" : renderExport(report));
    } else {
      terminal.out(options.json === true ? renderExportJson(report) : renderExport(report));
    }
    return 0;
  } catch (error) {
    if (error instanceof ExportError) {
      terminal.err(`${describeError(error, { withStack: false })}\n`);
      return 2;
    }
    throw error;
  }
}

async function writeExport(
  options: ExportOptions,
  isToStdout: boolean,
  { terminal }: CommandContext,
): Promise<ExportReport> {
  return isToStdout
    ? await streamExport(options, { write: terminal.out, isClosed: terminal.isOutClosed })
    : await runExport(options);
}
