export type LogFields = Readonly<Record<string, unknown>>;

/**
 * Says what happened, for people and for log stores. `event` is a fixed phrase; whatever varies goes
 * into the fields, an error under `error`. No method throws, whatever the fields hold and wherever
 * the lines go; no line carries a secret.
 */
export interface Logger {
  debug(event: string, fields?: LogFields): void;
  info(event: string, fields?: LogFields): void;
  warn(event: string, fields?: LogFields): void;
  error(event: string, fields?: LogFields): void;
  /** A logger that adds these fields to every line; a line's own field of the same name wins. */
  child(fields: LogFields): Logger;
}
