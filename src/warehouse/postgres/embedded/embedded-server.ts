import { join } from "node:path";
import { bringUpServer } from "./bring-up-server.ts";
import { explainAccessError } from "./explain-access-error.ts";
import { askServer, joinServer } from "./join-server.ts";
import { locateBinaries } from "./postgres-binaries.ts";
import { findPostgresPackage } from "./postgres-package.ts";
import type { PostgresPackage } from "./postgres-package.ts";
import { findPostmaster } from "./postmaster.ts";
import { createServerEnvironment } from "./server-environment.ts";
import { withServerLock } from "./server-lock.ts";
import { SERVER_USER } from "./server-password.ts";
import { chooseServerPlace } from "./server-place.ts";
import type { ServerPlace } from "./server-place.ts";
import { readKeptPort } from "./server-port.ts";
import { createServerPrograms } from "./server-programs.ts";
import { portFileOf } from "./start-server.ts";
import { stopServer } from "./stop-server.ts";

export { ensureEmbeddedDatabase } from "./embedded-database.ts";

/** Which embedded server is meant, and in which surroundings its programs run. */
export type EmbeddedServerOptions = {
  /** Absolute; Billhouse's own folder. */
  readonly projectDir: string;
  /** Absolute; `<projectDir>/.data/postgres` when absent. */
  readonly dataDir?: string;
  /** Only what a program needs to run is passed on to the server: PATH and the like, no secrets. */
  readonly env: Readonly<Record<string, string | undefined>>;
};

/** What is known of an embedded server at one moment. */
export type EmbeddedServerState = {
  /** It answered our password on its port just now. */
  readonly running: boolean;
  /** Of the server's process, also while it starts or stops and does not answer yet. */
  readonly pid?: number;
  /** On 127.0.0.1. When it is not running, the port it will try first. */
  readonly port?: number;
  /** PostgreSQL's version, such as 18.4. */
  readonly version: string;
  /** Where everything really is: under `/var/lib/billhouse` where root's project is out of reach. */
  readonly dataDir: string;
  readonly binDir: string;
  /** The account the server runs as when we are root. */
  readonly runAs?: string;
};

/** A running embedded server. */
export type EmbeddedServer = {
  /** The connection URL, with the password, of one of its databases, which need not exist. */
  readonly url: (database: string) => string;
  readonly state: EmbeddedServerState;
};

/**
 * Joins the project's server, or starts it, or makes it first. It outlives this process. Idempotent,
 * safe when processes race, and repairs what a kill of any of them or of the server left behind.
 * Throws `EmbeddedServerError`.
 */
export async function ensureEmbeddedServer(
  options: EmbeddedServerOptions,
): Promise<EmbeddedServer> {
  return await atPlace(options, async (place) => {
    const source = await findPostgresPackage(options.projectDir);
    const { password, port, pid, version } =
      (await joinServer(place)) ??
      (await bringUpServer(place, source, createServerEnvironment(options.env)));
    return {
      url: (database) =>
        `postgresql://${SERVER_USER}:${password}@127.0.0.1:${port}/${encodeURIComponent(database)}`,
      state: { ...(await describePlace(place, source)), running: true, pid, port, version },
    };
  });
}

/**
 * Stops the project's server: open transactions are rolled back, connections closed. False when it
 * was not running. Throws `EmbeddedServerError`.
 */
export async function stopEmbeddedServer(options: EmbeddedServerOptions): Promise<boolean> {
  return await atPlace(options, async (place) => {
    if ((await findPostmaster(place.clusterDir)) === undefined) {
      return false;
    }
    const binDir = await locateBinaries(place, await findPostgresPackage(options.projectDir));
    const programs = createServerPrograms(binDir, createServerEnvironment(options.env));
    return await withServerLock(place, async () => await stopServer(place, programs));
  });
}

/** Looks at the project's server; starts and changes nothing. Throws `EmbeddedServerError`. */
export async function embeddedServerState(
  options: EmbeddedServerOptions,
): Promise<EmbeddedServerState> {
  return await atPlace(options, async (place) => {
    const described = await describePlace(place, await findPostgresPackage(options.projectDir));
    const postmaster = await findPostmaster(place.clusterDir);
    if (postmaster === undefined) {
      const port = await readKeptPort(portFileOf(place));
      return { ...described, running: false, ...(port === undefined ? {} : { port }) };
    }
    const { pid, port } = postmaster;
    const answer = await askServer(place, postmaster);
    return "refusal" in answer
      ? { ...described, running: false, pid, port }
      : { ...described, running: true, pid, port, version: answer.version };
  });
}

async function atPlace<Result>(
  options: EmbeddedServerOptions,
  work: (place: ServerPlace) => Promise<Result>,
): Promise<Result> {
  const wantedDir = options.dataDir ?? join(options.projectDir, ".data", "postgres");
  try {
    return await work(await chooseServerPlace(wantedDir, options.dataDir ?? options.projectDir));
  } catch (error) {
    throw explainAccessError(error, wantedDir);
  }
}

async function describePlace(
  place: ServerPlace,
  source: PostgresPackage,
): Promise<Omit<EmbeddedServerState, "running">> {
  return {
    version: source.serverVersion,
    dataDir: place.dataDir,
    binDir: await locateBinaries(place, source),
    ...(place.account === undefined ? {} : { runAs: place.account.name }),
  };
}
