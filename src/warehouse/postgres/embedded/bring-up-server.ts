import { randomBytes, randomInt } from "node:crypto";
import { createCluster, readClusterVersion, removeClusterDrafts } from "./create-cluster.ts";
import { makeDataDir } from "./data-dir.ts";
import { EmbeddedServerError } from "./embedded-server-error.ts";
import { joinServer } from "./join-server.ts";
import type { JoinedServer } from "./join-server.ts";
import { prepareBinaries } from "./postgres-binaries.ts";
import type { PostgresPackage } from "./postgres-package.ts";
import { withServerLock } from "./server-lock.ts";
import { ensurePassword } from "./server-password.ts";
import type { ServerPlace } from "./server-place.ts";
import { createServerPrograms } from "./server-programs.ts";
import { startServer } from "./start-server.ts";
import { stopServer } from "./stop-server.ts";

/**
 * Brings the server of `place` up under its lock: makes the cluster where there is none, starts it,
 * and joins the one that somebody else started meanwhile. Each step leaves something whole or
 * something that the next call throws away. Throws `EmbeddedServerError`.
 */
export async function bringUpServer(
  place: ServerPlace,
  source: PostgresPackage,
  env: Readonly<Record<string, string>>,
): Promise<JoinedServer> {
  assertQuotablePath(place);
  await makeDataDir(place);
  return await withServerLock(
    place,
    async () => (await joinServer(place)) ?? (await makeAndStart(place, source, env)),
  );
}

async function makeAndStart(
  place: ServerPlace,
  source: PostgresPackage,
  env: Readonly<Record<string, string>>,
): Promise<JoinedServer> {
  const programs = createServerPrograms(await prepareBinaries(place, source), env);
  // A server whose folder was renamed under it has to learn the new name.
  await stopServer(place, programs);
  await ensurePassword(place, () => randomBytes(24).toString("base64url"));
  await removeClusterDrafts(place.dataDir);
  const clusterVersion = await readClusterVersion(place.clusterDir);
  if (clusterVersion === undefined) {
    await createCluster(place, programs);
  } else {
    assertSameMajor(place, clusterVersion, source);
  }
  return await startServer(place, programs, randomInt);
}

/** pg_ctl hands the paths to a shell in double quotes, without escaping them. */
function assertQuotablePath(place: ServerPlace): void {
  if (process.platform !== "win32" && /["$`\\\n]/.test(place.clusterDir)) {
    throw new EmbeddedServerError(
      `PostgreSQL cannot be started in ${place.clusterDir}: its path has a character that a shell reads as its own.`,
      'Rename the folder (no ", $, ` or \\), or set DATABASE_URL.',
    );
  }
}

function assertSameMajor(
  place: ServerPlace,
  clusterVersion: string,
  source: PostgresPackage,
): void {
  const major = source.serverVersion.split(".")[0];
  if (clusterVersion !== major) {
    throw new EmbeddedServerError(
      `The database in ${place.clusterDir} was made by PostgreSQL ${clusterVersion}; the bundled one is ${source.serverVersion}.`,
      "Dump it with the Billhouse that made it and restore it into the new one, or move the folder away to load everything again.",
    );
  }
}
