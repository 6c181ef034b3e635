import { spawn } from "node:child_process";
import { EmbeddedServerError } from "./embedded-server-error.ts";
import { isErrorCode } from "./error-code.ts";
import type { ServerAccount } from "./server-account.ts";

export type ProgramCall = {
  readonly program: string;
  readonly args: readonly string[];
  /** Whom to become first; undefined stays who we are. */
  readonly account: ServerAccount | undefined;
  readonly env: Readonly<Record<string, string>>;
};

/** `output` is what the program wrote to either stream. */
export type ProgramResult = { readonly exitCode: number; readonly output: string };

/**
 * Runs one of PostgreSQL's programs to its end; any exit code is a result. Throws
 * `EmbeddedServerError` where it cannot be run at all.
 */
export async function runProgram(call: ProgramCall): Promise<ProgramResult> {
  const isWindows = process.platform === "win32";
  const child = spawn(call.program, call.args, {
    env: call.env,
    stdio: ["ignore", "pipe", "pipe"],
    windowsHide: true,
    // Our own folder may be closed to the account.
    ...(isWindows ? {} : { cwd: "/" }),
    ...(call.account === undefined ? {} : { uid: call.account.uid, gid: call.account.gid }),
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => {
      output += text;
    });
  }
  return await new Promise((resolve, reject) => {
    child.once("error", (error) => {
      reject(explainRefusal(call, error));
    });
    // On Windows the server inherits the pipes and keeps them open: waiting for their end would not end.
    child.once(isWindows ? "exit" : "close", (exitCode: number | null) => {
      resolve({ exitCode: exitCode ?? 1, output: output.trim() });
    });
  });
}

function explainRefusal(call: ProgramCall, error: Error): EmbeddedServerError {
  const who = call.account === undefined ? "" : ` as the account ${call.account.name}`;
  const hint = isErrorCode(error, "ENOENT")
    ? "The bundled PostgreSQL needs glibc, which Alpine Linux does not have: set DATABASE_URL to a PostgreSQL server of your own."
    : "Run as an ordinary user on a file system that allows programs, or set DATABASE_URL.";
  return new EmbeddedServerError(`${call.program} could not be run${who}.`, hint, error);
}
