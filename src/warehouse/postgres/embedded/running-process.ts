import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { promisify } from "node:util";
import { isErrorCode } from "./error-code.ts";

/** What the operating system tells of a process; '' where it does not tell. */
export type RunningProcess = {
  readonly pid: number;
  /** Differs between two processes that had the same pid one after the other. */
  readonly startMark: string;
  readonly command: string;
};

const runFile = promisify(execFile);

/** Whether a signal would find `pid`. True for a zombie too, and for a pid used again by another. */
export function isSignalable(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return isErrorCode(error, "EPERM");
  }
}

/** The process that runs under `pid`; undefined when there is none, or only a zombie. */
export async function readRunningProcess(pid: number): Promise<RunningProcess | undefined> {
  if (!isSignalable(pid)) {
    return undefined;
  }
  if (process.platform === "linux") {
    return await readFromProc(pid);
  }
  return process.platform === "win32" ? { pid, startMark: "", command: "" } : await readFromPs(pid);
}

/** The state and start time in the text of `/proc/<pid>/stat`. */
export function parseProcStat(text: string): {
  readonly state: string;
  readonly startMark: string;
} {
  // The program's name comes second, in parentheses, and may itself hold spaces and parentheses.
  const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
  // proc_pid_stat(5): state is field 3, starttime (ticks since boot) field 22.
  return { state: fields[0] ?? "", startMark: fields[19] ?? "" };
}

async function readFromProc(pid: number): Promise<RunningProcess | undefined> {
  try {
    const { state, startMark } = parseProcStat(await readFile(`/proc/${pid}/stat`, "utf8"));
    // A killed server stays a zombie for as long as nobody waits for it: in a container often forever.
    if (state === "Z" || state === "X") {
      return undefined;
    }
    const command = await readFile(`/proc/${pid}/cmdline`, "utf8");
    return { pid, startMark, command: command.replaceAll("\0", " ") };
  } catch (error) {
    if (isErrorCode(error, "ENOENT", "ESRCH", "EACCES")) {
      // Gone meanwhile, or hidden from us (mount option hidepid).
      return isSignalable(pid) ? { pid, startMark: "", command: "" } : undefined;
    }
    throw error;
  }
}

async function readFromPs(pid: number): Promise<RunningProcess | undefined> {
  // lstart is always five words: Thu Jan  1 00:00:00 1970.
  const args = ["-ww", "-o", "stat=,lstart=,command=", "-p", String(pid)];
  const answer = await runFile("ps", args).catch(() => undefined);
  if (answer === undefined) {
    return isSignalable(pid) ? { pid, startMark: "", command: "" } : undefined;
  }
  const [state = "", ...words] = answer.stdout.trim().split(/\s+/);
  const startMark = words.slice(0, 5).join(" ");
  return state.startsWith("Z") ? undefined : { pid, startMark, command: words.slice(5).join(" ") };
}
