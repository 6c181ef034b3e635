import type { Command } from "commander";
import { runReconcile } from "../../app/run-reconcile.ts";
import type { ExitCode } from "../../domain/run.ts";
import type { CommandContext, RunCommand } from "../command-context.ts";
import { databaseToRead } from "../database-to-read.ts";
import { renderReconciliation, renderReconciliationJson } from "../render-reconciliation.ts";

type ReconcileCommandOptions = { readonly json?: true; readonly demo?: true };

const AFTER_HELP = `
Compares what is loaded, to the last digit and without any API call. For every bill:
  R1  regions, pay modes and products each add up to the month's total
  R2  each pay mode is the sum of its transaction types, in all three amounts
  R3  the lines add up to the total, and by region, transaction type and product
  R4  the vouchers of the lines are those of each summary
  R5  as many lines are loaded as the API promised, and no Id twice
  R6  each line's charge is its amount after discount less its voucher
  R7  each region's charge is the sum of its payments, and the shares make 100 %
  R8  an end customer's charge is list price less reserved instances and vouchers
R8 is for information: true in most of the vendor's own samples, so it is never a mismatch.

Stores every result in billing_ops.reconciliation; repairs nothing. The running month is not
compared, nor what is not loaded. BILLING_CHECK_TOLERANCES says how far sums may be apart.

Exit codes: 0 all that can be compared matches, 2 no schema, 4 a mismatch, 8 no database, 75 stopped
by Ctrl-C.

Examples:
  npm run reconcile
  npm run -s reconcile -- --json > checks.json`;

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
  const { terminal, clock, signal, configuration } = context;
  const isDemo = options.demo === true;
  const database = await databaseToRead(isDemo, context);
  // The demo's database is read without any configuration.
  const tolerances = isDemo ? new Map() : (await configuration()).checkRules.tolerances;
  const results = await runReconcile({ ...database, clock, signal, tolerances });
  terminal.out(
    options.json === true
      ? renderReconciliationJson(results)
      : renderReconciliation(results, terminal.isOutTty ? terminal.width : undefined),
  );
  return results.some(({ verdict }) => verdict === "mismatch") ? 4 : 0;
}
