import { migrateDatabase } from "../app/migrate-database.ts";
import { openConfigured } from "../app/open-configured.ts";
import { RESUME_HINT } from "../app/run-deadline.ts";
import { runOnce, type RunOnceOptions } from "../app/run-once.ts";
import type { RunReport } from "../app/run-report.ts";
import { requireAccounts } from "../config/require-accounts.ts";
import { AbortError } from "../domain/abort-error.ts";
import type { ExitCode } from "../domain/run.ts";
import type { CommandContext } from "./command-context.ts";
import { createCommandLogger } from "./command-logger.ts";
import { describeError } from "./describe-error.ts";
import { followRun } from "./follow-run.ts";
import { runSummary, runSummaryJson } from "./run-summary.ts";

export type PerformRunOptions = {
  readonly request: RunOnceOptions["request"];
  readonly isJson: boolean;
};

/** One run as configured, from the schema's migration to the summary. Returns the run's exit code. */
export async function performRun(
  { request, isJson }: PerformRunOptions,
  context: CommandContext,
): Promise<ExitCode> {
  const { env, clock, signal, terminal } = context;
  const configuration = await context.configuration();
  const { config } = configuration;
  requireAccounts(config);
  const { logger, isLive } = createCommandLogger(context, config.log);
  const house = await openConfigured({ configuration, env, clock, logger, signal });
  try {
    const migrated = await migrateDatabase(house.database, { direction: "up", clock, signal });
    if (migrated.length > 0) {
      logger.info("schema migrated", { applied: migrated.map(({ name }) => name) });
    }
    const view = followRun(request.kind, house, { terminal, isLive });
    const report = await runOnce(house, {
      request,
      followers: view.followers,
      signal,
      maxMinutes: config.maxRunMinutes,
    }).finally(() => view[Symbol.dispose]());
    return report === undefined ? 0 : tellReport(report, isJson, context);
  } finally {
    await house[Symbol.asyncDispose]();
  }
}

/** Prints the summary, and what cut the run off; returns the run's exit code. */
export function tellReport(
  report: RunReport,
  isJson: boolean,
  { terminal, scrub }: Pick<CommandContext, "terminal" | "scrub">,
): ExitCode {
  // The vendor's words may repeat a SecretId; amounts and keys of rows pass as they are.
  const failures = report.failures.map((failure) => ({
    ...failure,
    message: scrub(failure.message),
  }));
  const clean = { ...report, failures };
  terminal.out(isJson ? runSummaryJson(clean) : runSummary(clean));
  if (report.result.abort !== undefined) {
    terminal.err(`${describeError(withResumeHint(report.result.abort), { withStack: false })}\n`);
  }
  return report.result.exitCode;
}

// Whoever told the process to stop did not know whether a run was under way.
function withResumeHint(abort: Error): Error {
  return abort instanceof AbortError && abort.reason === "interrupted" && abort.hint === undefined
    ? new AbortError("interrupted", abort.message, { hint: RESUME_HINT, cause: abort })
    : abort;
}
