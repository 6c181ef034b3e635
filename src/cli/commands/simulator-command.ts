import { readFile } from "node:fs/promises";
import { type Command, Option } from "commander";
import { DEMO_ACCOUNTS } from "../../app/demo-accounts.ts";
import { runSimulator, SimulatorError } from "../../app/run-simulator.ts";
import type { ExitCode } from "../../domain/run.ts";
import type { CommandContext, RunCommand } from "../command-context.ts";
import { createCommandLogger } from "../command-logger.ts";
import { wholeNumber } from "../parse-whole-number.ts";
import { renderSimulatorEnv } from "../render-simulator-env.ts";
import { UsageError } from "../usage-error.ts";

type SimulatorCommandOptions = {
  readonly port: number;
  readonly seed?: number;
  readonly customers?: number;
  readonly months?: number;
  readonly lines?: number;
  readonly faults?: string;
  readonly limits: "documented" | "none";
  readonly latencyMs: number;
};

const AFTER_HELP = `
Serves the API on 127.0.0.1 until Ctrl-C and prints the environment that points Billhouse at it. The
keys are made up. Without --seed, --customers, --months and --lines it is the demo's tenant.
BILLING_LOG_LEVEL=debug shows every call.

A fault script is a JSON list of rules: the first that matches a call applies.
  [{ "match": { "action": "DescribeBillDetail", "nth": 2 }, "fault": { "error": "InternalError" } }]

Exit codes: 0 ended by Ctrl-C, 2 a bad option, fault script or port.

Example:
  npm run simulator -- --seed 7 --customers 100 --months 3`;

/** `simulator`: the Tencent billing API to rehearse against. */
export function addSimulatorCommand(program: Command, run: RunCommand): void {
  program
    .command("simulator")
    .description("serve a simulated Tencent billing API to rehearse against")
    .option("--port <port>", "where to listen; 0 takes any free port", wholeNumber(0, 65_535), 9463)
    .option(
      "--seed <number>",
      "make another tenant, the same for the same seed",
      wholeNumber(0, 2 ** 32 - 1),
    )
    .option("--customers <number>", "how many customers it has (default 6)", wholeNumber(2, 9999))
    .option(
      "--months <number>",
      "how many months, the running one included (default 6)",
      wholeNumber(1, 120),
    )
    .option(
      "--lines <number>",
      "lines of each customer's month (default 200)",
      wholeNumber(0, 10_000_000),
    )
    .option("--faults <file>", "a JSON script of what goes wrong and when")
    .addOption(
      new Option("--limits <which>", "the rate limits that it enforces")
        .choices(["documented", "none"])
        .default("documented"),
    )
    .option("--latency-ms <number>", "how long every answer takes", wholeNumber(0, 600_000), 0)
    .addHelpText("after", AFTER_HELP)
    .action(async (options: SimulatorCommandOptions) => {
      await run(async (context) => await performSimulator(options, context));
    });
}

async function performSimulator(
  options: SimulatorCommandOptions,
  context: CommandContext,
): Promise<ExitCode> {
  const { terminal, clock, signal } = context;
  const { port, seed, customers, months, lines, limits, latencyMs } = options;
  const { logger } = createCommandLogger(context, { level: logLevelOf(context.env) });
  try {
    await runSimulator({
      port,
      tenant: { seed, customers, months, lines },
      faults: options.faults === undefined ? undefined : await readFaults(options.faults),
      limits,
      latencyMs,
      clock,
      logger,
      signal,
      onReady: (origin) => {
        terminal.out(renderSimulatorEnv(origin, DEMO_ACCOUNTS));
        terminal.err(`\nListening on ${origin}. Ctrl-C ends it.\n`);
      },
    });
    return 0;
  } catch (error) {
    throw error instanceof SimulatorError
      ? new UsageError([error.message], { hint: error.hint, cause: error })
      : error;
  }
}

// Only this one variable: the simulator has to start beside a configuration that is still wrong.
function logLevelOf(env: CommandContext["env"]): "debug" | "info" {
  return env["BILLING_LOG_LEVEL"] === "debug" ? "debug" : "info";
}

async function readFaults(file: string): Promise<string> {
  try {
    return await readFile(file, "utf8");
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new UsageError([`the fault script cannot be read: ${reason}`], {
      hint: "npm runs in the project's folder: give --faults a path from there, or a whole one",
      cause: error,
    });
  }
}
