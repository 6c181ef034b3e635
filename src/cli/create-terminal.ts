import type { Terminal } from "./command-context.ts";

/** The part of a process's stream that is written to. */
export type OutputStream = {
  readonly isTTY?: boolean | undefined;
  readonly columns?: number | undefined;
  write(text: string, done?: (error?: Error | null) => void): unknown;
};

export type TerminalOptions = {
  readonly stdout: OutputStream;
  readonly stderr: OutputStream;
  /** Applied to whatever goes to `stderr`. */
  readonly scrub: (text: string) => string;
  /** A terminal that cannot move its cursor: nothing is redrawn. */
  readonly isDumb: boolean;
};

const CLEAR_LINE = "\r\u001B[2K";
const DEFAULT_WIDTH = 80;

/** A terminal on two streams; messages and results push the status line down instead of mixing with it. */
export function createTerminal({ stdout, stderr, scrub, isDumb }: TerminalOptions): Terminal {
  const isTty = stderr.isTTY === true && !isDumb;
  let status = "";
  let isOutClosed = false;
  const noteClosed = (error?: Error | null): void => {
    isOutClosed ||= error !== undefined && error !== null;
  };
  const aboveStatus = (write: () => void, isSameScreen: boolean): void => {
    if (status !== "" && isSameScreen) {
      stderr.write(CLEAR_LINE);
    }
    write();
    if (status !== "" && isSameScreen) {
      stderr.write(status);
    }
  };
  return {
    out: (text) => aboveStatus(() => stdout.write(text, noteClosed), stdout.isTTY === true),
    err: (text) => aboveStatus(() => stderr.write(scrub(text)), true),
    status: (text) => {
      if (isTty && text !== status) {
        status = scrub(text);
        stderr.write(`${CLEAR_LINE}${status}`);
      }
    },
    isTty,
    isOutTty: stdout.isTTY === true,
    isOutClosed: () => isOutClosed,
    get width() {
      return stderr.columns ?? DEFAULT_WIDTH;
    },
  };
}
