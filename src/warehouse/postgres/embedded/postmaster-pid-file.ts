import { readFile, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { isErrorCode } from "./error-code.ts";
import { writeOwnedFile } from "./owned-file.ts";
import type { ServerPlace } from "./server-place.ts";

/** What a server wrote into `postmaster.pid` when it started; it may be long gone. */
export type PostmasterPidFile = {
  readonly pid: number;
  /** The cluster's folder as the server knows it: another one after a copy or a move. */
  readonly clusterDir: string;
  readonly port: number;
};

// No system gives a process this number (Linux ends at 4,194,304), and PostgreSQL accepts it.
const PID_OF_NOBODY = 2_147_483_646;
const EMPTY_FOR_MS = 3_000;

/** Reads the text of `postmaster.pid`; undefined while it is not written whole. */
export function parsePostmasterPidFile(text: string): PostmasterPidFile | undefined {
  // The lines (PostgreSQL 18, miscadmin.h): pid, data directory, start time, port, socket directory, …
  const [pid, clusterDir = "", , port] = text.split("\n");
  const file = { pid: Number(pid), clusterDir, port: Number(port) };
  return file.pid > 0 && file.port > 0 && clusterDir !== "" ? file : undefined;
}

/** The `postmaster.pid` of the cluster in `clusterDir`, or undefined. */
export async function readPostmasterPidFile(
  clusterDir: string,
): Promise<PostmasterPidFile | undefined> {
  const text = await readPidFileText(clusterDir);
  return text === undefined ? undefined : parsePostmasterPidFile(text);
}

/**
 * Removes a `postmaster.pid` without content, which a server killed at its very first step leaves and
 * PostgreSQL refuses for ever. One that has just appeared is left to the server that is writing it.
 */
export async function removeEmptyPidFile(clusterDir: string, nowMs: number): Promise<void> {
  if ((await readPidFileText(clusterDir)) !== "") {
    return;
  }
  const { mtimeMs } = await stat(pathOf(clusterDir));
  if (nowMs - mtimeMs > EMPTY_FOR_MS) {
    await rm(pathOf(clusterDir), { force: true });
  }
}

/**
 * Makes a left-over `postmaster.pid` name a process that cannot exist, for where its number has gone
 * to somebody else PostgreSQL would refuse to start. The file is not removed: its later lines let
 * PostgreSQL see processes of the killed server that still write to the cluster, and wait for their end.
 */
export async function disownPostmasterPidFile(place: ServerPlace): Promise<void> {
  const text = await readPidFileText(place.clusterDir);
  if (text !== undefined) {
    await writeOwnedFile({
      path: pathOf(place.clusterDir),
      text: text.replace(/^\d+/, String(PID_OF_NOBODY)),
      mode: 0o600,
      owner: place.account,
    });
  }
}

async function readPidFileText(clusterDir: string): Promise<string | undefined> {
  try {
    return await readFile(pathOf(clusterDir), "utf8");
  } catch (error) {
    if (isErrorCode(error, "ENOENT", "ENOTDIR")) {
      return undefined;
    }
    throw error;
  }
}

function pathOf(clusterDir: string): string {
  return join(clusterDir, "postmaster.pid");
}
