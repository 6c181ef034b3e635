import type { Command } from "commander";
import {
  type EmbeddedDatabaseState,
  readEmbeddedDatabaseState,
  readEmbeddedDatabaseUrl,
  startEmbeddedDatabase,
  stopEmbeddedDatabase,
} from "../../app/embedded-database-command.ts";
import type { ExitCode } from "../../domain/run.ts";
import type { CommandContext, RunCommand } from "../command-context.ts";
import { renderDatabaseState } from "../render-database-state.ts";

const AFTER_HELP = `
The embedded PostgreSQL is what Billhouse uses where DATABASE_URL is not set. It is started when a
command needs it and keeps running, so that psql and BI tools can connect.

Exit codes: 0 done, 8 the server cannot be had.

Examples:
  npm run db -- status
  psql "$(npm run -s db -- url)"
  psql "$(npm run -s db -- url --demo)"`;

/** `db`: the embedded server. */
export function addDbCommand(program: Command, run: RunCommand): void {
  const db = program
    .command("db")
    .description("the embedded PostgreSQL: start, stop, status, url")
    .addHelpText("after", AFTER_HELP);
  db.command("start")
    .description("start the server; make it first where there is none")
    .action(async () => {
      await run(performStart);
    });
  db.command("stop")
    .description("stop the server; what it holds stays")
    .action(async () => {
      await run(performStop);
    });
  db.command("status")
    .description("show whether the server runs, and where it lives")
    .option("--json", "print one JSON document")
    .action(async ({ json }: { readonly json?: true }) => {
      await run(async (context) => await performStatus(json === true, context));
    });
  db.command("url")
    .description("print the URL to connect with, password included")
    .option("--demo", "of the demo's database")
    .action(async ({ demo }: { readonly demo?: true }) => {
      await run(async (context) => await performUrl(demo === true, context));
    });
}

async function performStart({ env, terminal }: CommandContext): Promise<ExitCode> {
  terminal.out(renderDatabaseState(await startEmbeddedDatabase(env)));
  noteOwnDatabase({ env, terminal });
  return 0;
}

async function performStop({ env, terminal }: CommandContext): Promise<ExitCode> {
  const wasRunning = await stopEmbeddedDatabase(env);
  terminal.out(wasRunning ? "The embedded server is stopped.\n" : "It was not running.\n");
  return 0;
}

async function performStatus(
  isJson: boolean,
  { env, terminal }: CommandContext,
): Promise<ExitCode> {
  const state: EmbeddedDatabaseState = await readEmbeddedDatabaseState(env);
  if (isJson) {
    const document = { ...state, isUsedBySync: !hasOwnDatabase(env) };
    terminal.out(`${JSON.stringify(document, null, 2)}\n`);
    return 0;
  }
  terminal.out(renderDatabaseState(state));
  noteOwnDatabase({ env, terminal });
  return 0;
}

async function performUrl(isDemo: boolean, { env, terminal }: CommandContext): Promise<ExitCode> {
  terminal.out(`${await readEmbeddedDatabaseUrl(env, { isDemo })}\n`);
  if (!isDemo) {
    noteOwnDatabase({ env, terminal });
  }
  if (terminal.isTty) {
    const demo = isDemo ? " --demo" : "";
    terminal.err(`\nIt holds the password. To connect: psql "$(npm run -s db -- url${demo})"\n`);
  }
  return 0;
}

function noteOwnDatabase({ env, terminal }: Pick<CommandContext, "env" | "terminal">): void {
  if (hasOwnDatabase(env)) {
    terminal.err("DATABASE_URL is set: sync and the other commands use that, not this server.\n");
  }
}

function hasOwnDatabase(env: CommandContext["env"]): boolean {
  return ["DATABASE_URL", "DATABASE_URL_FILE"].some((name) => (env[name] ?? "").trim() !== "");
}
