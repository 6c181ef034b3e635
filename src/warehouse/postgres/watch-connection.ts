import { Client, DatabaseError } from "pg";
import { breakOff, endClient } from "./end-client.ts";
import type { Database } from "./open-database.ts";
import { type Backend, backendOf } from "./prepare-session.ts";

/** What another connection saw of a backend that we wait for. */
type Look =
  | { readonly kind: "works" }
  /** It waits for us, and has got nothing from us since `mark`. */
  | { readonly kind: "waits"; readonly mark: string }
  | { readonly kind: "gone" }
  | { readonly kind: "unreachable" };

/**
 * Runs `work`, which waits for nothing but `client`, and looks from time to time, over a connection
 * of its own, whether the server is still at it. A connection that died without a word, as behind a
 * firewall that forgot it, is broken off: `work` then rejects as after any other outage. A statement
 * may take as long as the server works on it.
 */
export async function watchConnection<T>(
  database: Database,
  client: Client,
  work: () => Promise<T>,
): Promise<T> {
  const over = new AbortController();
  const backend = backendOf(client);
  if (backend !== undefined) {
    void watch({ database, client, backend, signal: over.signal });
  }
  try {
    return await work();
  } finally {
    over.abort();
  }
}

type Watch = {
  readonly database: Database;
  readonly client: Client;
  readonly backend: Backend;
  readonly signal: AbortSignal;
};

async function watch({ database, client, backend, signal }: Watch): Promise<void> {
  let before: Look = { kind: "works" };
  for (;;) {
    await database.timer.sleep(database.limits.watchMs, signal).catch(() => undefined);
    if (signal.aborted) {
      return;
    }
    const look = await lookAt(database, backend, signal);
    if (signal.aborted) {
      return;
    }
    const why = causeOfDeath(look, before);
    if (why !== undefined) {
      const message = `the connection to the database is dead: ${why}`;
      breakOff(client, Object.assign(new Error(message), { code: "ETIMEDOUT" }));
      return;
    }
    before = look;
  }
}

// A network may be away for a moment, and a look may fall between two statements: both must be so twice.
function causeOfDeath(look: Look, before: Look): string | undefined {
  if (look.kind === "gone") {
    return "the server has closed it";
  }
  if (look.kind === "unreachable" && before.kind === "unreachable") {
    return "the server cannot be reached";
  }
  return look.kind === "waits" && before.kind === "waits" && look.mark === before.mark
    ? "the server and we wait for each other"
    : undefined;
}

const LOOK = `
  select a.wait_event_type = 'Client' and a.state <> 'disabled' as is_waiting,
    concat_ws(' ', a.state_change, c.bytes_processed) as mark
  from pg_stat_activity a left join pg_stat_progress_copy c using (pid)
  where a.pid = $1 and extract(epoch from a.backend_start)::text = $2`;

async function lookAt(database: Database, backend: Backend, signal: AbortSignal): Promise<Look> {
  const { lookMs } = database.limits;
  const looker = new Client({
    ...database.connection,
    connectionTimeoutMillis: lookMs,
    query_timeout: lookMs,
  });
  looker.on("error", () => undefined);
  const giveUp = (): void => breakOff(looker, new Error("nobody waits for this look any more"));
  signal.addEventListener("abort", giveUp, { once: true });
  try {
    await looker.connect();
    const { rows } = await looker.query<{ is_waiting: boolean | null; mark: string }>(LOOK, [
      backend.pid,
      backend.startedAt,
    ]);
    const [row] = rows;
    if (row === undefined) {
      return { kind: "gone" };
    }
    return row.is_waiting === true ? { kind: "waits", mark: row.mark } : { kind: "works" };
  } catch (error) {
    return isAnswer(error) ? { kind: "works" } : { kind: "unreachable" };
  } finally {
    signal.removeEventListener("abort", giveUp);
    await endClient(looker);
  }
}

// A server that takes no further connection, or none of this role, is there. One that starts or stops
// has none of the connections that it had.
function isAnswer(error: unknown): boolean {
  return error instanceof DatabaseError && error.code?.startsWith("57P") !== true;
}
