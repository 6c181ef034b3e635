import type { Command } from "commander";
import type { RunCommand } from "../command-context.ts";
import { performPlan } from "../perform-plan.ts";
import { performRun } from "../perform-run.ts";
import { addSelectionOptions, readSelection } from "../read-selection.ts";
import type { SelectionOptions } from "../selection.ts";

type BackfillOptions = SelectionOptions & { readonly dryRun?: true; readonly json?: true };

const AFTER_HELP = `
Loads every slice of these months again and leaves alone what has not changed. Both months are
needed. A backfill that was cut off goes on where it stopped when the same command is run within
20 hours; --dry-run shows what it would call and how long that takes.

Exit codes: as of npm run sync; 2 also for a month, UIN or name that cannot be: nothing is called.

Examples:
  npm run backfill -- --from 2025-01 --to 2025-06
  npm run backfill -- --from 2025-03 --to 2025-03 --stream partner_bill_detail --dry-run`;

/** `backfill`: a range of months. */
export function addBackfillCommand(program: Command, run: RunCommand): void {
  const command = program
    .command("backfill")
    .description("load the bills of a range of months, all or some");
  addSelectionOptions(command)
    .option("--dry-run", "show what would be called; call nothing but the customer list")
    .option("--json", "print the summary, or the plan, as JSON")
    .addHelpText("after", AFTER_HELP)
    .action(async (options: BackfillOptions) => {
      await run(async (context) => {
        const selection = await readSelection(options, true, context);
        const request = { kind: "backfill", ...selection } as const;
        const isJson = options.json === true;
        return options.dryRun === true
          ? await performPlan({ request, isJson }, context)
          : await performRun({ request, isJson }, context);
      });
    });
}
