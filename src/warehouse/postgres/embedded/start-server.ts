import { readFile, readdir, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { EmbeddedServerError } from "./embedded-server-error.ts";
import { joinServer } from "./join-server.ts";
import type { JoinedServer } from "./join-server.ts";
import { writeOwnedFile } from "./owned-file.ts";
import {
  disownPostmasterPidFile,
  readPostmasterPidFile,
  removeEmptyPidFile,
} from "./postmaster-pid-file.ts";
import { runProgram } from "./run-program.ts";
import { isSignalable } from "./running-process.ts";
import type { ServerPlace } from "./server-place.ts";
import { isPortFree, keepPort } from "./server-port.ts";
import type { ServerPrograms } from "./server-programs.ts";
import { renderServerSettings, SETTINGS_FILE } from "./server-settings.ts";

const ATTEMPTS_MAX = 60;
const RETRY_PAUSE_MS = 500;
const LOG_TAIL_CHARS = 1_500;

/**
 * Starts the server of an existing cluster, detached, and joins it. Callers hold the lock and found
 * no living server; one that a killed caller had just started is joined all the same. Throws
 * `EmbeddedServerError` with the end of the server's log when it does not start.
 */
export async function startServer(
  place: ServerPlace,
  programs: ServerPrograms,
  pick: (low: number, high: number) => number,
): Promise<JoinedServer> {
  for (let attempt = 1; ; attempt += 1) {
    const port = await keepPort(portFileOf(place), pick);
    const output = await tryStart(place, programs, port);
    const joined = await joinServer(place);
    if (joined !== undefined) {
      return joined;
    }
    const log = `${output}\n${await readStartupLog(place)}`;
    const isPassing = isPassingFailure(log) || !(await isPortFree(port));
    if (!isPassing || attempt === ATTEMPTS_MAX) {
      throw new EmbeddedServerError(
        `PostgreSQL does not start in ${place.clusterDir}: ${await tailLogs(place, log)}`,
        `Mend what its log (${join(place.clusterDir, "log")}) complains about, or set DATABASE_URL.`,
      );
    }
    await sleep(RETRY_PAUSE_MS);
  }
}

/** The file that keeps the port from one start to the next. */
export function portFileOf(place: ServerPlace): string {
  return join(place.dataDir, "port");
}

async function tryStart(
  place: ServerPlace,
  programs: ServerPrograms,
  port: number,
): Promise<string> {
  await writeOwnedFile({
    path: join(place.clusterDir, SETTINGS_FILE),
    text: renderServerSettings(port),
    mode: 0o600,
    owner: place.account,
  });
  await removeEmptyPidFile(place.clusterDir, Date.now());
  const leftOver = await readPostmasterPidFile(place.clusterDir);
  if (leftOver !== undefined && isSignalable(leftOver.pid)) {
    await disownPostmasterPidFile(place);
  }
  await rm(startupLogOf(place), { force: true });
  const { output } = await runProgram({
    program: programs.pgCtl,
    args: ["start", "-w", "-s", "-D", place.clusterDir, "-l", startupLogOf(place)],
    account: place.account,
    env: programs.env,
  });
  return output;
}

/**
 * Whether the log tells of a killed server: its last processes still hold the cluster, or a start
 * that its caller did not live to see got there first. Both pass within moments.
 */
function isPassingFailure(log: string): boolean {
  return /is still in use|lock file ".*" (already exists|is empty)/.test(log);
}

function startupLogOf(place: ServerPlace): string {
  return join(place.clusterDir, "startup.log");
}

async function readStartupLog(place: ServerPlace): Promise<string> {
  return await readFile(startupLogOf(place), "utf8").catch(() => "");
}

/** The end of the newest log; the early one ends where the server's own begins. */
async function tailLogs(place: ServerPlace, early: string): Promise<string> {
  const folder = join(place.clusterDir, "log");
  const names = await readdir(folder).catch(() => []);
  const files = await Promise.all(
    names.map(async (name) => {
      const path = join(folder, name);
      return { path, changedAtMs: (await stat(path)).mtimeMs };
    }),
  );
  const newest = files.toSorted((left, right) => right.changedAtMs - left.changedAtMs)[0];
  const late = newest === undefined ? "" : await readFile(newest.path, "utf8");
  return `${early.trim()}\n${late}`.trim().slice(-LOG_TAIL_CHARS);
}
