import type { Command } from "commander";
import { showStatus, type StatusReport } from "../../app/show-status.ts";
import type { ExitCode } from "../../domain/run.ts";
import type { CommandContext, RunCommand } from "../command-context.ts";
import { databaseToRead } from "../database-to-read.ts";
import { renderStatusJson } from "../render-status-json.ts";
import { renderStatus } from "../render-status.ts";

type StatusCommandOptions = { readonly json?: true; readonly demo?: true };

const AFTER_HELP = `
What should be there by account, stream and month, and how it stands, worst first: failed, never
loaded, late (an open month not loaded for 36 hours, or an earlier one not since its bill was
settled), not ready, forbidden, fresh, closed; the customers that are concerned and why; the last
runs; what runs are loading just now; when npm start runs next; names in bill lines that have no
code. Reads the database only: it makes no API call and changes nothing. --json leaves nothing out.

Exit codes: 0 whatever the state is, 2 configuration or no schema, 8 no database.

Example:
  npm run status`;

/** `status`: what is loaded, how fresh it is, and what is going on. */
export function addStatusCommand(program: Command, run: RunCommand): void {
  program
    .command("status")
    .description("show what is loaded, how fresh it is, the last runs and the next one")
    .option("--json", "print one JSON document")
    .option("--demo", "look at the demo's database")
    .addHelpText("after", AFTER_HELP)
    .action(async (options: StatusCommandOptions) => {
      await run(async (context) => await performStatus(options, context));
    });
}

async function performStatus(
  options: StatusCommandOptions,
  context: CommandContext,
): Promise<ExitCode> {
  const { terminal, clock, configuration, scrub } = context;
  const isDemo = options.demo === true;
  const database = await databaseToRead(isDemo, context);
  // The demo runs when somebody asks for it, never by a schedule.
  const schedule = isDemo ? undefined : (await configuration()).config;
  const report = scrubbed(
    await showStatus({
      ...database,
      clock,
      schedule:
        schedule === undefined ? undefined : { cron: schedule.cron, timezone: schedule.timezone },
    }),
    scrub,
  );
  terminal.out(
    options.json === true
      ? renderStatusJson(report)
      : renderStatus(report, terminal.isOutTty ? terminal.width : undefined),
  );
  return 0;
}

/** The vendor's words may repeat a SecretId. */
function scrubbed(report: StatusReport, scrub: (text: string) => string): StatusReport {
  const { coverage, gaps } = report;
  return {
    ...report,
    coverage: coverage.map(({ lastError, ...rest }) => ({
      ...rest,
      lastError:
        lastError === undefined
          ? undefined
          : { code: lastError.code, message: scrub(lastError.message) },
    })),
    gaps: gaps.map((gap) => (gap.message === "" ? gap : { ...gap, message: scrub(gap.message) })),
  };
}
