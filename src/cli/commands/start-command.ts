import type { Command } from "commander";
import { migrateDatabase } from "../../app/migrate-database.ts";
import { openConfigured } from "../../app/open-configured.ts";
import { runService } from "../../app/run-service.ts";
import { requireAccounts } from "../../config/require-accounts.ts";
import type { ExitCode } from "../../domain/run.ts";
import type { CommandContext, RunCommand } from "../command-context.ts";
import { createCommandLogger } from "../command-logger.ts";

const AFTER_HELP = `
Runs a sync at every time of BILLING_CRON (30 9 * * * in Asia/Shanghai by default), and at once
where the last one was missed or cut off. At BILLING_HTTP_ADDRESS (127.0.0.1:9464) it shows the page
of npm run report at /, made anew at most once a minute, and answers /healthz, /readyz and /metrics
(Prometheus). Nobody is asked for a password there: whoever reaches the address reads the bills, so
leave it on 127.0.0.1, or put a proxy in front that asks, and sends localhost as Host. Logs to
stderr: a line for each event, in JSON unless that is a terminal.

Exit codes: 0 told to stop (SIGTERM) while idle, 75 during a run: the next start goes on with it,
2 configuration, 5 another process is migrating, 8 no database.

Example:
  npm start`;

/** `start`: the unattended service. */
export function addStartCommand(program: Command, run: RunCommand): void {
  program
    .command("start")
    .description("stay and load the bills every night: scheduler, health and metrics")
    .addHelpText("after", AFTER_HELP)
    .action(async () => {
      await run(performStart);
    });
}

async function performStart(context: CommandContext): Promise<ExitCode> {
  const { env, clock, signal } = context;
  const configuration = await context.configuration();
  const { config } = configuration;
  requireAccounts(config);
  const { logger } = createCommandLogger(context, config.log);
  const house = await openConfigured({ configuration, env, clock, logger, signal });
  try {
    const applied = await migrateDatabase(house.database, { direction: "up", clock, signal });
    if (applied.length > 0) {
      logger.info("schema migrated", { applied: applied.map(({ name }) => name) });
    }
    return await runService({
      house,
      config,
      credentials: configuration.credentials,
      scrub: context.scrub,
      signal,
    });
  } finally {
    await house[Symbol.asyncDispose]();
  }
}
