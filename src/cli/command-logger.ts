import type { Config } from "../config/config.ts";
import type { Logger } from "../domain/logger.ts";
import { createLogger } from "../logging/create-logger.ts";
import type { CommandContext } from "./command-context.ts";

export type CommandLogger = {
  readonly logger: Logger;
  /** Whether lines are for people who watch: then progress is redrawn rather than logged. */
  readonly isLive: boolean;
};

/** The logger of a command, on the terminal's `err`: for people on a terminal, else JSON, unless `log` says which. */
export function createCommandLogger(
  { terminal, clock, env, scrub }: Pick<CommandContext, "terminal" | "clock" | "env" | "scrub">,
  log: Config["log"],
): CommandLogger {
  const format = log.format ?? (terminal.isTty ? "pretty" : "json");
  const logger = createLogger({
    level: log.level,
    format,
    colorize: terminal.isTty && (env["NO_COLOR"] ?? "") === "",
    destination: { write: terminal.err },
    scrub,
    now: () => clock.now(),
  });
  return { logger, isLive: terminal.isTty && format === "pretty" };
}
