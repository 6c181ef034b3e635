import type { Command } from "commander";
import { reportOf, type DoctorReport } from "../../app/doctor-report.ts";
import { runDoctor } from "../../app/run-doctor.ts";
import type { ExitCode } from "../../domain/run.ts";
import type { CommandContext, RunCommand } from "../command-context.ts";
import { createCommandLogger } from "../command-logger.ts";
import { renderDoctor, renderDoctorJson } from "../render-doctor.ts";

type DoctorCommandOptions = { readonly json?: true };

const AFTER_HELP = `
Looks at the configuration, the database and its rights, this machine's clock, and with one harmless
call for every account, role and action at what each credential may read. Writes no bill.

Exit codes: 0 a sync can run, 2 configuration, schema or rights, 3 some of what was asked is refused
or unreachable, 6 every credential is refused or the clock is wrong, 8 no database.

Example:
  npm run doctor`;

/** `doctor`: what is wrong, and what to do about it. */
export function addDoctorCommand(program: Command, run: RunCommand): void {
  program
    .command("doctor")
    .description("check configuration, database, clock and what each credential can read")
    .option("--json", "print one JSON document")
    .addHelpText("after", AFTER_HELP)
    .action(async (options: DoctorCommandOptions) => {
      await run(async (context) => await performDoctor(options, context));
    });
}

async function performDoctor(
  options: DoctorCommandOptions,
  context: CommandContext,
): Promise<ExitCode> {
  const { env, clock, signal, configuration, terminal } = context;
  // What went wrong is in the findings; lines about retries would only stand between them.
  const { logger } = createCommandLogger(context, { level: "error" });
  const found = await runDoctor({
    configuration,
    env,
    clock,
    random: Math.random,
    fetch,
    logger,
    signal,
  });
  const report = scrubbed(found, context.scrub);
  terminal.out(
    options.json === true
      ? renderDoctorJson(report)
      : renderDoctor(report, terminal.isOutTty ? terminal.width : undefined),
  );
  return report.exitCode;
}

/** The vendor's and the driver's words may repeat what they were given. */
function scrubbed({ findings }: DoctorReport, scrub: (text: string) => string): DoctorReport {
  return reportOf(findings.map((finding) => ({ ...finding, message: scrub(finding.message) })));
}
