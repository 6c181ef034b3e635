import { setTimeout as sleep } from "node:timers/promises";
import { Client } from "pg";
import { EmbeddedServerError } from "./embedded-server-error.ts";
import { isErrorCode } from "./error-code.ts";
import { findPostmaster, isSamePath } from "./postmaster.ts";
import type { Postmaster } from "./postmaster.ts";
import { passwordFileOf, readPassword, SERVER_USER } from "./server-password.ts";
import type { ServerPlace } from "./server-place.ts";

/** A server that answered our password, and is the one of our cluster. */
export type JoinedServer = {
  readonly pid: number;
  readonly port: number;
  readonly password: string;
  readonly version: string;
};

const POLL_MS = 25;
const CONNECT_TIMEOUT_MS = 5_000;
// A server that was killed replays up to max_wal_size of log before it answers.
const ANSWER_WAIT_MS = 60_000;

/**
 * Joins the running server of `place`; undefined when none runs. One that is starting or recovering
 * is waited for, one that is stopping until it is gone. Starts and changes nothing. Throws
 * `EmbeddedServerError` when it lives but does not answer in a minute, or refuses our password.
 */
export async function joinServer(place: ServerPlace): Promise<JoinedServer | undefined> {
  const deadline = performance.now() + ANSWER_WAIT_MS;
  for (;;) {
    const postmaster = await findPostmaster(place.clusterDir);
    if (postmaster === undefined || postmaster.isMoved) {
      return undefined;
    }
    const answer = await askServer(place, postmaster);
    if (!("refusal" in answer)) {
      return answer;
    }
    if (performance.now() > deadline) {
      throw new EmbeddedServerError(
        `The database server (process ${postmaster.pid}, port ${postmaster.port}) has not answered for ${ANSWER_WAIT_MS / 1000} s.`,
        `Its log is in ${place.clusterDir}/log. If it is recovering or out of connections, try again later; if it hangs, end that process.`,
        answer.refusal,
      );
    }
    await sleep(POLL_MS);
  }
}

/**
 * Connects once, without waiting. SCRAM proves both sides: a stranger on that port knows neither our
 * password nor its verifier. `refusal` is why the server does not serve now.
 */
export async function askServer(
  place: ServerPlace,
  postmaster: Postmaster,
): Promise<JoinedServer | { readonly refusal: unknown }> {
  const password = await readPassword(place);
  const client = new Client({
    host: "127.0.0.1",
    port: postmaster.port,
    user: SERVER_USER,
    password,
    database: "postgres",
    ssl: false,
    application_name: "billhouse",
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
  });
  // A server that dies between our statements would otherwise end this process.
  client.on("error", () => undefined);
  try {
    await client.connect();
    const { rows } = await client.query<{ cluster_dir: string; version: string }>(
      "SELECT current_setting('data_directory') AS cluster_dir, current_setting('server_version') AS version",
    );
    const [row] = rows;
    return row !== undefined && isSamePath(row.cluster_dir, place.clusterDir)
      ? { pid: postmaster.pid, port: postmaster.port, password, version: row.version }
      : { refusal: new Error(`port ${postmaster.port} serves ${row?.cluster_dir ?? "nothing"}`) };
  } catch (error) {
    if (isErrorCode(error, "28P01", "28000")) {
      throw new EmbeddedServerError(
        `The database server on port ${postmaster.port} refuses the password in ${passwordFileOf(place)}.`,
        "Restore that file, or give the role billhouse the password it holds.",
        error,
      );
    }
    return { refusal: error };
  } finally {
    await client.end().catch(() => undefined);
  }
}
