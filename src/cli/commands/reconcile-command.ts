import type { Command } from "commander";
import { runReconcile } from "../../app/run-reconcile.ts";
import type { ExitCode } from "../../domain/run.ts";
import type { CommandContext, RunCommand } from "../command-context.ts";
import { databaseToRead } from "../database-to-read.ts";
import { renderReconciliation, renderReconciliationJson } from "../render-reconciliation.ts";

type ReconcileCommandOptions = { readonly json?: true; readonly demo?: true };

const AFTER_HELP = `
Compares what is loaded, to the last digit and without any API call: for every customer and month
the regions, pay modes, products and detail lines must each add up to the month's total. Stores the
results in billing_ops.reconciliation; repairs nothing. The running month is not compared.

Exit codes: 0 all that can be compared matches, 2 no schema, 4 a mismatch, 8 no database.

Example:
  npm run reconcile`;

/** `reconcile`: the checks again, on what is loaded. */
export function addReconcileCommand(program: Command, run: RunCommand): void {
  program
    .command("reconcile")
    .description("check again that the loaded bills add up, without any API call")
    .option("--json", "print every check as JSON")
    .option("--demo", "check the demo's database")
    .addHelpText("after", AFTER_HELP)
    .action(async (options: ReconcileCommandOptions) => {
      await run(async (context) => await performReconcile(options, context));
    });
}

async function performReconcile(
  options: ReconcileCommandOptions,
  context: CommandContext,
): Promise<ExitCode> {
  const { terminal, clock } = context;
  const database = await databaseToRead(options.demo === true, context);
  const results = await runReconcile({ ...database, clock });
  terminal.out(
    options.json === true
      ? renderReconciliationJson(results)
      : renderReconciliation(results, terminal.isOutTty ? terminal.width : undefined),
  );
  return results.some(({ verdict }) => verdict === "mismatch") ? 4 : 0;
}
