import { type Command, Option } from "commander";
import { resolveDatabaseUrl } from "../../app/database-url.ts";
import { type MigrateOutcome, readMigrations, runMigrate } from "../../app/run-migrate.ts";
import type { ExitCode } from "../../domain/run.ts";
import type { CommandContext, RunCommand } from "../command-context.ts";
import { renderTable } from "../render-table.ts";
import { utc8Text } from "../render-time.ts";

type MigrateOptions = {
  readonly status?: true;
  readonly down?: true;
  readonly json?: true;
};

const AFTER_HELP = `
sync, backfill, start and demo do this by themselves; it is for databases where their role may not
change the schema. --down removes what the newest migration made, with the data in it.

Exit codes: 0 done, 2 the role may not, or the schema is from a newer Billhouse, 5 another process
is migrating, 8 no database.

Examples:
  npm run migrate
  npm run migrate -- --status`;

/** `migrate`: the schema, to the latest version or one back. */
export function addMigrateCommand(program: Command, run: RunCommand): void {
  program
    .command("migrate")
    .description("bring the database's schema to the latest version")
    .option("--status", "only show which migrations are applied")
    .addOption(new Option("--down", "take the newest migration back").conflicts("status"))
    .option("--json", "print what was done, and every migration, as JSON")
    .addHelpText("after", AFTER_HELP)
    .action(async (options: MigrateOptions) => {
      await run(async (context) => await performMigrate(options, context));
    });
}

async function performMigrate(
  { status, down, json }: MigrateOptions,
  { configuration, env, clock, signal, terminal }: CommandContext,
): Promise<ExitCode> {
  const { config } = await configuration();
  const databaseUrl = await resolveDatabaseUrl(config.database, env);
  const direction = down === true ? "down" : "up";
  const outcome =
    status === true
      ? await readMigrations(databaseUrl)
      : await runMigrate({ databaseUrl, direction, clock, signal });
  if (json === true) {
    terminal.out(`${JSON.stringify(outcome, null, 2)}\n`);
  } else {
    terminal.out(status === true ? statusText(outcome) : outcomeText(outcome, direction));
  }
  return 0;
}

function statusText({ migrations }: MigrateOutcome): string {
  return renderTable(
    [{ title: "migration" }, { title: "applied (UTC+8)" }],
    migrations.map(({ name, appliedAt }) => [
      name,
      appliedAt === undefined ? "not yet" : utc8Text(appliedAt.getTime()),
    ]),
  );
}

function outcomeText({ applied }: MigrateOutcome, direction: "up" | "down"): string {
  if (applied.length === 0) {
    return direction === "up"
      ? "The schema is up to date: nothing to do.\n"
      : "There is no migration to take back.\n";
  }
  const verb = direction === "up" ? "Applied" : "Took back";
  return applied.map(({ name }) => `${verb} ${name}\n`).join("");
}
