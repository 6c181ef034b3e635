import { pino } from "pino";
import { prettyFactory } from "pino-pretty";
import type { LogFields, Logger } from "../domain/logger.ts";
import { serializeFields } from "./serialize-fields.ts";

/** Where lines go. A stream that emits `error` is listened to, so that a broken pipe ends nothing else. */
type LogDestination = {
  write(text: string): unknown;
  on?(event: "error", listener: (error: Error) => void): unknown;
};

export type LoggerOptions = {
  readonly level: "debug" | "info" | "warn" | "error";
  /** `json`: one object per line, with `time`, `level`, `event` and the fields · `pretty`: for a terminal. */
  readonly format: "pretty" | "json";
  /** Colours for `pretty`; none where absent. */
  readonly colorize?: boolean;
  readonly destination: LogDestination;
  /** What every line passes: it blanks out the secrets, those of which it is told later included. */
  readonly scrub: (text: string) => string;
  /** Epoch milliseconds. */
  readonly now: () => number;
};

/** A logger that writes at once, in this process, and never throws: a line that cannot be written is dropped. */
export function createLogger(options: LoggerOptions): Logger {
  const { level, format, destination, scrub, now } = options;
  const prettify = format === "pretty" ? createPrettifier(options.colorize ?? false) : undefined;
  destination.on?.("error", ignore);

  const sink = pino(
    {
      level,
      base: null,
      messageKey: "event",
      timestamp: () => `,"time":"${new Date(now()).toISOString()}"`,
      formatters: { level: (label) => ({ level: label }) },
      // The last gate. The fields are scrubbed before as well, for escapes of escapes and cut texts.
      hooks: { streamWrite: scrub },
    },
    { write: (line) => destination.write(prettify === undefined ? line : prettify(line)) },
  );

  const readable = (bound: LogFields, fields: LogFields): LogFields => {
    try {
      return serializeFields({ ...bound, ...fields }, { scrub, withStack: level === "debug" });
    } catch {
      // A getter that throws costs the fields, not the line: it may be the only word of a failure.
      return { fields: "unreadable" };
    }
  };
  const create = (bound: LogFields): Logger => {
    const write = (lineLevel: LoggerOptions["level"], event: string, fields: LogFields): void => {
      if (!sink.isLevelEnabled(lineLevel)) {
        return;
      }
      try {
        sink[lineLevel]({ event, ...readable(bound, fields) });
      } catch {
        // A log that is down must not fail the bills.
      }
    };
    return {
      debug: (event, fields = {}) => write("debug", event, fields),
      info: (event, fields = {}) => write("info", event, fields),
      warn: (event, fields = {}) => write("warn", event, fields),
      error: (event, fields = {}) => write("error", event, fields),
      child: (fields) => create({ ...bound, ...fields }),
    };
  };
  return create({});
}

function createPrettifier(colorize: boolean): (line: string) => string {
  return prettyFactory({
    colorize,
    messageKey: "event",
    translateTime: "SYS:HH:MM:ss",
    singleLine: true,
    errorLikeObjectKeys: ["error"],
  });
}

function ignore(): void {
  // Nothing can be logged about a log that is down.
}
