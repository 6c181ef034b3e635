import type { Logger } from "../../../src/domain/logger.ts";
import { createLogger, type LoggerOptions } from "../../../src/logging/create-logger.ts";
import { createScrubber } from "../../../src/logging/scrub.ts";

export type Sink = {
  readonly logger: Logger;
  /** Everything written so far. */
  readonly text: () => string;
  /** The last line, read as JSON. */
  readonly last: () => Readonly<Record<string, unknown>>;
};

/** A logger that writes into memory, at noon UTC of 1 January 2025. */
export function createSink(options: Partial<LoggerOptions> = {}): Sink {
  const written: string[] = [];
  const logger = createLogger({
    level: "info",
    format: "json",
    destination: { write: (text) => written.push(text) },
    scrub: createScrubber([]),
    now: () => Date.UTC(2025, 0, 1, 12),
    ...options,
  });
  return {
    logger,
    text: () => written.join(""),
    last: () => JSON.parse(written.at(-1) ?? "{}") as Readonly<Record<string, unknown>>,
  };
}
