import type { Command } from "commander";
import type { RunCommand } from "../command-context.ts";
import { performPlan } from "../perform-plan.ts";
import { addSelectionOptions, readSelection } from "../read-selection.ts";
import type { SelectionOptions } from "../selection.ts";

type PlanOptions = SelectionOptions & { readonly json?: true };

const AFTER_HELP = `
Without months, what npm run sync would call; with --from and --to, what npm run backfill would.
Calls nothing but the customer list, and writes nothing.

Exit codes: 0 planned, 2 configuration or options, 6 credentials or clock, 8 no database.

Examples:
  npm run plan
  npm run plan -- --from 2025-01 --to 2025-06 --account main-eu`;

/** `plan`: what a run would call, and why. */
export function addPlanCommand(program: Command, run: RunCommand): void {
  const command = program
    .command("plan")
    .description("show what a sync or backfill would call, why and for how long");
  addSelectionOptions(command)
    .option("--json", "print every slice as JSON")
    .addHelpText("after", AFTER_HELP)
    .action(async (options: PlanOptions) => {
      await run(async (context) => {
        const selection = await readSelection(options, false, context);
        const kind = selection.months === undefined ? "sync" : "backfill";
        const isJson = options.json === true;
        return await performPlan({ request: { kind, ...selection }, isJson }, context);
      });
    });
}
