import { Command } from "commander";
import type { RunCommand, Terminal } from "./command-context.ts";
import { addBackfillCommand } from "./commands/backfill-command.ts";
import { addCloseCommand } from "./commands/close-command.ts";
import { addDbCommand } from "./commands/db-command.ts";
import { addDemoCommand } from "./commands/demo-command.ts";
import { addDoctorCommand } from "./commands/doctor-command.ts";
import { addExportCommand } from "./commands/export-command.ts";
import { addGrantCommand } from "./commands/grant-command.ts";
import { addMigrateCommand } from "./commands/migrate-command.ts";
import { addPlanCommand } from "./commands/plan-command.ts";
import { addQueryCommand } from "./commands/query-command.ts";
import { addReconcileCommand } from "./commands/reconcile-command.ts";
import { addReopenCommand } from "./commands/reopen-command.ts";
import { addReportCommand } from "./commands/report-command.ts";
import { addSimulatorCommand } from "./commands/simulator-command.ts";
import { addStartCommand } from "./commands/start-command.ts";
import { addStatusCommand } from "./commands/status-command.ts";
import { addSyncCommand } from "./commands/sync-command.ts";

/** In the order in which somebody meets them. */
const COMMANDS = [
  addDemoCommand,
  addDoctorCommand,
  addPlanCommand,
  addSyncCommand,
  addBackfillCommand,
  addStartCommand,
  addStatusCommand,
  addReconcileCommand,
  addCloseCommand,
  addReopenCommand,
  addReportCommand,
  addQueryCommand,
  addExportCommand,
  addDbCommand,
  addGrantCommand,
  addMigrateCommand,
  addSimulatorCommand,
];

const AFTER_HELP = `
npm run demo needs no account: start there. npm run <command> -- --help says more of each command.`;

const AFTER_ERROR =
  "  npm takes options for itself unless they stand behind a lone --, as in npm run sync -- --help";

/** The whole command line. Parsing it throws a `CommanderError` for help and for what it cannot read. */
export function createProgram(run: RunCommand, terminal: Pick<Terminal, "out" | "err">): Command {
  const program = new Command("npm run")
    .usage("<command> -- [options]")
    .description("Tencent Cloud bills in your PostgreSQL, every night, exact to the last digit.")
    .addHelpText("after", AFTER_HELP)
    // Before the commands, which inherit all of it when they are added.
    .exitOverride()
    .showHelpAfterError(AFTER_ERROR)
    .configureOutput({ writeOut: terminal.out, writeErr: terminal.err })
    .configureHelp({ commandUsage: usageOf });
  for (const addCommand of COMMANDS) {
    addCommand(program, run);
  }
  return program;
}

// npm keeps options to itself that do not stand behind a lone --.
function usageOf(command: Command): string {
  const names = [command.name()];
  for (let above = command.parent; above !== null; above = above.parent) {
    names.unshift(above.name());
  }
  const [program = "", ...path] = names;
  const [first, ...others] = path;
  return [program, ...(first === undefined ? [] : [first, "--", ...others]), command.usage()].join(
    " ",
  );
}
