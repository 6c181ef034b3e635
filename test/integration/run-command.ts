import { systemClock } from "../../src/app/system-clock.ts";
import type { Terminal } from "../../src/cli/command-context.ts";
import { runCli } from "../../src/cli/run-cli.ts";
import { secretsIn } from "../../src/cli/secrets-in.ts";
import type { Clock } from "../../src/domain/clock.ts";
import { createGrowingScrubber } from "../../src/logging/growing-scrubber.ts";

export type CommandOptions = {
  readonly env?: Readonly<Record<string, string>>;
  readonly clock?: Clock;
  readonly signal?: AbortSignal;
  /** Columns of the terminal that the result goes to; a pipe where absent. */
  readonly columns?: number;
  /** Told of every text of the result; true says that nobody reads on. */
  readonly onOut?: (text: string) => boolean;
};

/** What a command left behind. */
export type CommandResult = {
  readonly exitCode: number;
  readonly out: string;
  readonly err: string;
};

/** Runs one command of the program in this process, with nothing of this process's environment. */
export async function runCommand(
  argv: readonly string[],
  options: CommandOptions = {},
): Promise<CommandResult> {
  const { env = {}, columns } = options;
  const scrubber = createGrowingScrubber(secretsIn(env));
  const texts = { out: "", err: "" };
  let isOutClosed = false;
  const terminal: Terminal = {
    out: (text) => {
      texts.out += text;
      isOutClosed ||= options.onOut?.(text) ?? false;
    },
    err: (text) => {
      texts.err += scrubber.scrub(text);
    },
    status: () => undefined,
    isTty: false,
    isOutTty: columns !== undefined,
    isOutClosed: () => isOutClosed,
    width: columns ?? 80,
  };
  const exitCode = await runCli({
    argv,
    env,
    terminal,
    scrubber,
    signal: options.signal ?? new AbortController().signal,
    clock: options.clock ?? systemClock,
  });
  return { exitCode, ...texts };
}
