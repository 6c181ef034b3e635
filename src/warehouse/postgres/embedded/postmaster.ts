import { normalize } from "node:path";
import { readPostmasterPidFile } from "./postmaster-pid-file.ts";
import type { PostmasterPidFile } from "./postmaster-pid-file.ts";
import { readRunningProcess } from "./running-process.ts";

/** The living server process of a cluster. It may still be starting, or already be stopping. */
export type Postmaster = {
  readonly pid: number;
  readonly port: number;
  /** The folder was renamed under the running server, which still knows the old name. */
  readonly isMoved: boolean;
};

/**
 * The living server of the cluster in `clusterDir`. A left-over `postmaster.pid` is seen through:
 * whether its process is gone, a zombie, another program under the same number, or the server of the
 * folder that this one was copied from.
 */
export async function findPostmaster(clusterDir: string): Promise<Postmaster | undefined> {
  const file = await readPostmasterPidFile(clusterDir);
  if (file === undefined) {
    return undefined;
  }
  const running = await readRunningProcess(file.pid);
  if (running === undefined || !isServerOf(running.command, file)) {
    return undefined;
  }
  const isMoved = !isSamePath(file.clusterDir, clusterDir);
  if (isMoved && (await readPostmasterPidFile(file.clusterDir))?.pid === file.pid) {
    return undefined;
  }
  return { pid: file.pid, port: file.port, isMoved };
}

/** Whether two absolute paths are one; PostgreSQL writes forward slashes on Windows. */
export function isSamePath(left: string, right: string): boolean {
  return process.platform === "win32"
    ? normalize(left).toLowerCase() === normalize(right).toLowerCase()
    : normalize(left) === normalize(right);
}

function isServerOf(command: string, file: PostmasterPidFile): boolean {
  return command === "" || command.includes(file.clusterDir);
}
