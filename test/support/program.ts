import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

const MAIN = join(import.meta.dirname, "../../src/main.ts");

/** A directory without a `.env`, so that no test reads the developer's. */
const EMPTY_DIRECTORY = mkdtempSync(join(tmpdir(), "billhouse-e2e-"));

/** What a program needs to run at all, and nothing that configures ours. */
export const BARE_ENVIRONMENT: Environment = { PATH: process.env["PATH"] ?? "" };

export type Environment = Readonly<Record<string, string>>;

/** How the program ended. */
export type Ended = {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
};

/** The program at work. */
export type Program = {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
  /** Resolves once `text` stands in what it wrote to stderr; rejects where it ends without. */
  readonly says: (text: string) => Promise<void>;
};

/** Starts the real program with these arguments and this environment, and nothing of ours but PATH. */
export function startProgram(
  args: readonly string[],
  env: Environment,
  directory: string = EMPTY_DIRECTORY,
): Program {
  const child = spawn(process.execPath, [MAIN, ...args], {
    cwd: directory,
    env: { ...BARE_ENVIRONMENT, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let stdout = "";
  let stderr = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    stderr += text;
  });
  let isEnded = false;
  const ended = once(child, "close").then(() => {
    isEnded = true;
    return { exitCode: child.exitCode, stdout, stderr };
  });
  const says = async (text: string): Promise<void> => {
    while (!stderr.includes(text)) {
      if (isEnded) {
        throw new Error(`ended without saying ${text}:\n${stderr}`);
      }
      await sleep(10);
    }
  };
  return { child, ended, says };
}

/** Runs the program to its end. */
export async function runProgram(
  args: readonly string[],
  env: Environment,
  directory?: string,
): Promise<Ended> {
  return await startProgram(args, env, directory).ended;
}
