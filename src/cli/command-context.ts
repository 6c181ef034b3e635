import type { Configuration } from "../app/read-configuration.ts";
import type { Clock } from "../domain/clock.ts";
import type { ExitCode } from "../domain/run.ts";

/** Where a command writes: results to `out`, everything else (progress, logs, errors) to `err`. */
export type Terminal = {
  /** Writes a result as it is: figures and URLs pass untouched. */
  readonly out: (text: string) => void;
  /** Writes a message; every known secret in it is blanked out. */
  readonly err: (text: string) => void;
  /**
   * Shows one line below everything else, in place of the last such line; '' takes it away. Does
   * nothing where nobody watches. No longer than `width`, or it could not be replaced.
   */
  readonly status: (text: string) => void;
  /** Whether people watch `err`: then progress is redrawn in place. */
  readonly isTty: boolean;
  /** Whether people watch `out`: only then is a wide result cut to fit. */
  readonly isOutTty: boolean;
  /** Whether nobody reads `out` any more, as behind `| head`: what follows is lost. */
  readonly isOutClosed: () => boolean;
  /** Columns of the terminal; 80 where there is none. */
  readonly width: number;
};

/** What every command gets from the process around it. */
export type CommandContext = {
  /** The environment, with what `.env` adds to it. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly terminal: Terminal;
  /** Aborts with an `AbortError` of reason `interrupted` when the process is told to stop. */
  readonly signal: AbortSignal;
  readonly clock: Clock;
  /**
   * The configuration, read from `env` when it is first asked for. Rejects with a `ConfigError`
   * that names every problem.
   */
  readonly configuration: () => Promise<Configuration>;
  /** Blanks out every known secret: for the vendor's words in a result. */
  readonly scrub: (text: string) => string;
};

/** Runs a command's action and turns what it returns or throws into the process's exit code. */
export type RunCommand = (action: (context: CommandContext) => Promise<ExitCode>) => Promise<void>;
