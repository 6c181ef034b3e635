import type { Command } from "commander";
import { runClose } from "../../app/run-close.ts";
import type { CloseOutcome } from "../../domain/month-state.ts";
import type { ExitCode } from "../../domain/run.ts";
import type { CommandContext, RunCommand } from "../command-context.ts";
import { databaseToRead } from "../database-to-read.ts";
import { type MonthOptions, readMonthOptions } from "../read-month-options.ts";
import { splitList } from "../read-selection.ts";
import { renderClose, renderCloseJson } from "../render-close.ts";

type CloseOptions = MonthOptions & { readonly dryRun?: true; readonly json?: true };

const AFTER_HELP = `
Every sync does this by itself from the 7th on (BILLING_CLOSE_FROM_DAY). A customer's month may be
closed when all of it is loaded, was the same in two whole extractions at least 20 hours apart, both
after the bill was issued on the 5th at 01:00 UTC+8, and no check found a mismatch. Its totals, row
counts and checksums are then frozen, and no run loads it any more; npm run reopen opens it again.
Makes no API call.

Exit codes: 0 all that was asked for is closed, 2 configuration or options, 3 some bills may not be
closed yet, 4 only because of a mismatch, 5 another process is closing or reopening, 8 no database.

Examples:
  npm run close
  npm run close -- --month 2026-10 --customer 200000000001,200000000002 --dry-run`;

/** `close`: months whose bills will not change any more. */
export function addCloseCommand(program: Command, run: RunCommand): void {
  program
    .command("close")
    .description("close the months that may be closed, and say what the others wait for")
    .option("--month <YYYY-MM>", "only this month (UTC+8)")
    .option("--customer <UINs>", "only these customers, comma-separated", splitList)
    .option("--account <names>", "only these accounts, comma-separated", splitList)
    .option("--dry-run", "only say what would be closed")
    .option("--json", "print it as JSON")
    .addHelpText("after", AFTER_HELP)
    .action(async (options: CloseOptions) => {
      await run(async (context) => await performClose(options, context));
    });
}

async function performClose(options: CloseOptions, context: CommandContext): Promise<ExitCode> {
  const example = "npm run close -- --month 2026-10";
  const { selection, configuration } = await readMonthOptions(
    options,
    { needsMonth: false, example },
    context,
  );
  const { clock, signal, terminal } = context;
  const isDryRun = options.dryRun === true;
  const outcome = await runClose({
    ...(await databaseToRead(false, context)),
    configuration,
    selection,
    isDryRun,
    clock,
    signal,
  });
  const namesEarly = options.month !== undefined;
  terminal.out(
    options.json === true
      ? renderCloseJson(outcome, { isDryRun })
      : renderClose(outcome, { isDryRun, namesEarly }),
  );
  return exitCodeOf(outcome, namesEarly);
}

function exitCodeOf({ waiting, tooEarly }: CloseOutcome, asksForMonth: boolean): ExitCode {
  const reasons = waiting.flatMap(({ waitsFor }) => waitsFor);
  if (reasons.some((reason) => !reason.startsWith("mismatch: "))) {
    return 3;
  }
  if (asksForMonth && tooEarly.length > 0) {
    return 3;
  }
  return reasons.length > 0 ? 4 : 0;
}
