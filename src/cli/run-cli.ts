import { CommanderError } from "commander";
import { commandExitCode } from "../app/command-exit-code.ts";
import { type Configuration, readConfiguration } from "../app/read-configuration.ts";
import type { Clock } from "../domain/clock.ts";
import type { ExitCode } from "../domain/run.ts";
import type { GrowingScrubber } from "../logging/growing-scrubber.ts";
import type { CommandContext, RunCommand, Terminal } from "./command-context.ts";
import { describeError } from "./describe-error.ts";
import { createProgram } from "./program.ts";
import { UsageError } from "./usage-error.ts";

export type CliOptions = {
  /** What stands behind the program's name. */
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly terminal: Terminal;
  readonly scrubber: GrowingScrubber;
  readonly signal: AbortSignal;
  readonly clock: Clock;
};

/**
 * Runs one command to its end and returns the exit code. Every failure is told on the terminal's
 * `err`, and none rejects.
 */
export async function runCli(options: CliOptions): Promise<ExitCode> {
  const { env, terminal, scrubber, signal, clock } = options;
  let exitCode: ExitCode = 0;
  const context: CommandContext = {
    env,
    terminal,
    signal,
    clock,
    configuration: configurationOnce(env, scrubber),
    scrub: scrubber.scrub,
  };
  const tell = (error: unknown): void => {
    terminal.status("");
    const withStack = env["BILLING_LOG_LEVEL"] === "debug";
    terminal.err(`${describeError(error, { withStack })}\n`);
  };
  const run: RunCommand = async (action) => {
    try {
      exitCode = await action(context);
    } catch (error) {
      tell(error);
      exitCode = error instanceof UsageError ? 2 : commandExitCode(error);
    } finally {
      terminal.status("");
    }
  };
  try {
    await createProgram(run, terminal).parseAsync([...options.argv], { from: "user" });
  } catch (error) {
    if (!(error instanceof CommanderError)) {
      tell(error);
      return 1;
    }
    // Commander has said what is wrong; only help that was asked for is no mistake.
    return error.exitCode === 0 ? 0 : 2;
  }
  return exitCode;
}

/** Reads the configuration once, and keeps its secrets, and those that replace them, out of every message from then on. */
function configurationOnce(
  env: CliOptions["env"],
  scrubber: GrowingScrubber,
): () => Promise<Configuration> {
  let reading: Promise<Configuration> | undefined;
  return () => {
    reading ??= readConfiguration(env).then((configuration) => {
      scrubber.add(configuration.config.secrets);
      configuration.credentials.tellSecrets(scrubber.add);
      return configuration;
    });
    return reading;
  };
}
