import type { Command } from "commander";
import type { RunCommand } from "../command-context.ts";
import { performRun } from "../perform-run.ts";

type SyncOptions = { readonly json?: true };

const AFTER_HELP = `
Loads the current month (UTC+8) and those before it that may still change: BILLING_OPEN_MONTHS, and
every earlier month that was not loaded since its bill was settled. Brings the schema up to date
first. Run it as often as you like: what has not changed is not written.

Exit codes: 0 all loaded, 2 configuration, 3 some slices failed, 4 a check found a mismatch, 5 held
by another run, 6 credentials or clock, 8 no database, 75 interrupted: run it again to go on.

Example:
  npm run sync`;

/** `sync`: one nightly run, now. */
export function addSyncCommand(program: Command, run: RunCommand): void {
  program
    .command("sync")
    .description("load the bills that may have changed: one nightly run, now")
    .option("--json", "print the summary as JSON")
    .addHelpText("after", AFTER_HELP)
    .action(async ({ json }: SyncOptions) => {
      await run(
        async (context) =>
          await performRun({ request: { kind: "sync" }, isJson: json === true }, context),
      );
    });
}
