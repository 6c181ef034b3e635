import type { LogFields, Logger } from "../../../src/domain/logger.ts";

export type LogLine = {
  readonly level: string;
  readonly event: string;
  readonly fields: LogFields;
};

/** Keeps what it is told. */
export function memoryLogger(): { readonly logger: Logger; readonly lines: LogLine[] } {
  const lines: LogLine[] = [];
  const say =
    (level: string) =>
    (event: string, fields: LogFields = {}): void => {
      lines.push({ level, event, fields });
    };
  const logger: Logger = {
    debug: say("debug"),
    info: say("info"),
    warn: say("warn"),
    error: say("error"),
    child: () => logger,
  };
  return { logger, lines };
}
