import { systemClock } from "../app/system-clock.ts";
import { AbortError } from "../domain/abort-error.ts";
import type { ExitCode } from "../domain/run.ts";
import { createGrowingScrubber } from "../logging/growing-scrubber.ts";
import { createTerminal } from "./create-terminal.ts";
import { describeError } from "./describe-error.ts";
import { endAnyway } from "./end-anyway.ts";
import { readDotEnv } from "./read-dot-env.ts";
import { runCli } from "./run-cli.ts";
import { secretsIn } from "./secrets-in.ts";
import { useProxy } from "./use-proxy.ts";

type Environment = Readonly<Record<string, string | undefined>>;

const EXIT_INTERRUPTED: ExitCode = 75;
// npm passes a Ctrl-C on that the terminal has sent to the whole group already: two signals at once
// are one person asking once.
const SAME_SIGNAL_WITHIN_MS = 1_000;
const LINGER_MAX_MS = 10_000;
// Service managers give ten seconds before they kill; what takes longer is left to the next run.
const STOP_MAX_MS = 9_000;

/**
 * Runs the command line in this process: `.env`, proxy, signals and streams are the process's, the
 * rest is `runCli`'s. Sets the exit code and lets the event loop empty. Never rejects.
 */
export async function runProcess(host: NodeJS.Process, processEnv: Environment): Promise<void> {
  const scrubber = createGrowingScrubber(secretsIn(processEnv));
  const terminal = createTerminal({
    stdout: host.stdout,
    stderr: host.stderr,
    scrub: scrubber.scrub,
    isDumb: processEnv["TERM"] === "dumb",
  });
  // Node would print the error itself, with whatever secret it holds.
  host.on("uncaughtException", (error) => {
    terminal.err(`${describeError(error, { withStack: true })}\n`);
    host.exit(1);
  });
  ignoreBrokenPipe(host, terminal.err);
  try {
    const env = { ...readDotEnv(host.cwd()), ...processEnv };
    scrubber.add(secretsIn(env));
    const warning = useProxy(env);
    if (warning !== undefined) {
      terminal.err(`${warning}\n`);
    }
    host.exitCode = await runCli({
      argv: host.argv.slice(2),
      env,
      terminal,
      scrubber,
      signal: signalOf(host, terminal.err),
      clock: systemClock,
    });
  } catch (error) {
    terminal.err(`${describeError(error, { withStack: false })}\n`);
    host.exitCode = 2;
  }
  endAnyway(host, terminal.err, { afterMs: LINGER_MAX_MS, since: "done", exitCode: 0 });
}

/** Aborts at the first SIGINT or SIGTERM; at the second the process ends at once. */
function signalOf(host: NodeJS.Process, say: (text: string) => void): AbortSignal {
  const abort = new AbortController();
  let firstAt: number | undefined;
  const onSignal = (name: NodeJS.Signals): void => {
    if (firstAt === undefined) {
      firstAt = performance.now();
      endAnyway(host, say, {
        afterMs: STOP_MAX_MS,
        since: `told to stop by ${name}`,
        exitCode: EXIT_INTERRUPTED,
      });
      abort.abort(new AbortError("interrupted", `interrupted by ${name}`));
    } else if (performance.now() - firstAt > SAME_SIGNAL_WITHIN_MS) {
      say(`${name} again: ending at once\n`);
      host.exit(EXIT_INTERRUPTED);
    }
  };
  host.on("SIGINT", onSignal);
  host.on("SIGTERM", onSignal);
  return abort.signal;
}

// `npm run query -- "select …" | head` closes the pipe when it has seen enough: no failure of ours.
function ignoreBrokenPipe(host: NodeJS.Process, say: (text: string) => void): void {
  host.stderr.on("error", () => undefined);
  host.stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") {
      say(`the result could not be written: ${error.message}\n`);
      host.exitCode = 1;
    }
  });
}
