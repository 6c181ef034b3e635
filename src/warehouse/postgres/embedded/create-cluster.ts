import { randomUUID } from "node:crypto";
import { appendFile, chown, mkdir, readFile, readdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { EmbeddedServerError } from "./embedded-server-error.ts";
import { isErrorCode } from "./error-code.ts";
import { runProgram } from "./run-program.ts";
import { passwordFileOf, SERVER_USER } from "./server-password.ts";
import type { ServerPlace } from "./server-place.ts";
import type { ServerPrograms } from "./server-programs.ts";
import { SETTINGS_FILE } from "./server-settings.ts";

const DRAFT_PREFIX = "cluster.draft-";

// C.UTF-8 is built into PostgreSQL; the system's locale of that name, which decides what a letter is
// for full-text and trigram search, exists on Linux only, and the others have these.
const LOCALE_ARGS: ReadonlyMap<string, readonly string[]> = new Map([
  ["linux", []],
  ["darwin", ["--lc-collate=C", "--lc-ctype=UTF-8", ...otherCategories()]],
  ["win32", ["--lc-collate=C", "--lc-ctype=C", ...otherCategories()]],
]);

/** The major version of the cluster in `clusterDir`, such as 18; undefined when there is none. */
export async function readClusterVersion(clusterDir: string): Promise<string | undefined> {
  try {
    return (await readFile(join(clusterDir, "PG_VERSION"), "utf8")).trim();
  } catch (error) {
    if (isErrorCode(error, "ENOENT", "ENOTDIR")) {
      return undefined;
    }
    throw error;
  }
}

/**
 * Makes a new cluster. It grows under a name of its own and is renamed when it is whole, so that one
 * that was cut off is never started. Callers hold the lock and have made the password.
 */
export async function createCluster(place: ServerPlace, programs: ServerPrograms): Promise<void> {
  // A name of its own each time: the initdb of a killed process may still be writing to the last one.
  const draft = join(place.dataDir, `${DRAFT_PREFIX}${randomUUID()}`);
  await mkdir(draft, { mode: 0o700 });
  if (place.account !== undefined) {
    await chown(draft, place.account.uid, place.account.gid);
  }
  const result = await runProgram({
    program: programs.initdb,
    args: initdbArgs(draft, passwordFileOf(place)),
    account: place.account,
    env: programs.env,
  });
  if (result.exitCode !== 0) {
    await rm(draft, { recursive: true, force: true });
    throw new EmbeddedServerError(
      `initdb could not make a database cluster in ${place.dataDir}: ${result.output}`,
      "Make room or mend what it complains about and try again, or set DATABASE_URL.",
    );
  }
  await appendFile(join(draft, "postgresql.conf"), `\ninclude_if_exists = '${SETTINGS_FILE}'\n`);
  await rename(draft, place.clusterDir);
}

function initdbArgs(clusterDir: string, passwordFile: string): readonly string[] {
  return [
    `--pgdata=${clusterDir}`,
    `--username=${SERVER_USER}`,
    `--pwfile=${passwordFile}`,
    "--auth=scram-sha-256",
    "--encoding=UTF8",
    "--locale-provider=builtin",
    "--locale=C.UTF-8",
    ...(LOCALE_ARGS.get(process.platform) ?? []),
    "--data-checksums",
    "--no-instructions",
  ];
}

function otherCategories(): readonly string[] {
  return ["messages", "monetary", "numeric", "time"].map((category) => `--lc-${category}=C`);
}

/** Removes what is left of clusters that were cut off while they were made. Callers hold the lock. */
export async function removeClusterDrafts(dataDir: string): Promise<void> {
  for (const name of await readdir(dataDir)) {
    if (name.startsWith(DRAFT_PREFIX)) {
      // Something may still be writing there; then the next start removes it.
      await rm(join(dataDir, name), { recursive: true, force: true }).catch(() => undefined);
    }
  }
}
