import { planConfigured, type PlanConfiguredOptions } from "../app/plan-configured.ts";
import type { ExitCode } from "../domain/run.ts";
import type { CommandContext } from "./command-context.ts";
import { createCommandLogger } from "./command-logger.ts";
import { describeError } from "./describe-error.ts";
import { planSummary, planSummaryJson } from "./plan-summary.ts";

export type PerformPlanOptions = {
  readonly request: PlanConfiguredOptions["request"];
  readonly isJson: boolean;
};

/** Shows what a run would call. Returns 0, or 6 where every credential that was tried is refused. */
export async function performPlan(
  { request, isJson }: PerformPlanOptions,
  context: CommandContext,
): Promise<ExitCode> {
  const { env, clock, signal, terminal, scrub } = context;
  const configuration = await context.configuration();
  const { logger } = createCommandLogger(context, configuration.config.log);
  const plan = await planConfigured({ request, configuration, env, clock, logger, signal });
  if (plan.withoutDatabase !== undefined) {
    terminal.err(`${plan.withoutDatabase}: planned as for a first run\n`);
  }
  for (const { account, error } of plan.unreadLists) {
    const words = describeError(error, { withStack: false });
    terminal.err(
      `the customer list of ${account} could not be read, planned by what is known:\n${words}\n`,
    );
  }
  terminal.out(isJson ? planSummaryJson(plan, scrub) : planSummary(plan));
  return plan.exitCode;
}
