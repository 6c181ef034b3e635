import type { ClientBase } from "pg";
import type { DatabaseLimits } from "./database-limits.ts";

/** A server process that works for one connection; the start tells it from a later one of its number. */
export type Backend = { readonly pid: number; readonly startedAt: string };

/** How long a server process may take to end. */
const END_MS = 5_000;

const backends = new WeakMap<ClientBase, Backend>();

/** The server process behind a connection that `prepareSession` has prepared. */
export function backendOf(client: ClientBase): Backend | undefined {
  return backends.get(client);
}

// What an administrator set for a role or a database is meant for people and applications; ours is
// a job of its own kind. Names that the server's version does not know are left out.
const SETTINGS = (limits: DatabaseLimits): Readonly<Record<string, string>> => ({
  client_encoding: "UTF8",
  // 31.10.2026 is a date that no parser here reads.
  datestyle: "ISO",
  // Our locks are taken in one statement and looked behind in the next.
  default_transaction_isolation: "read committed",
  lock_timeout: String(limits.lockMs),
  // A merge of millions of lines takes what it takes.
  statement_timeout: "0",
  transaction_timeout: "0",
  idle_session_timeout: "0",
  // Ours never idle in one, unless this host sleeps: then the locks must not stay for ever.
  idle_in_transaction_session_timeout: "300000",
  // Nor when this host is gone without a word.
  tcp_keepalives_idle: "30",
  tcp_keepalives_interval: "10",
  tcp_keepalives_count: "3",
});

const PREPARE = `
  select a.pid, extract(epoch from a.backend_start)::text as started_at,
    (select count(set_config(s.key, s.value, false)) from jsonb_each_text($1) s
     where current_setting(s.key, true) is not null) as settings
  from pg_stat_activity a where a.pid = pg_backend_pid()`;

/**
 * Gives a new connection the settings that ours rely on, whatever the role's are, and remembers the
 * server process behind it. Rejects where the server does not answer within `timeoutMs`.
 */
export async function prepareSession(
  client: ClientBase,
  limits: DatabaseLimits,
  timeoutMs: number,
): Promise<void> {
  const statement = {
    text: PREPARE,
    values: [JSON.stringify(SETTINGS(limits))],
    query_timeout: timeoutMs,
  };
  const { rows } = await client.query<{ pid: number; started_at: string }>(statement);
  const [row] = rows;
  if (row !== undefined) {
    backends.set(client, { pid: row.pid, startedAt: row.started_at });
  }
}

/**
 * Ends the server process of a connection that we have lost: until it notices by itself it holds
 * our locks. Waits until it is gone; does nothing where it is. Repeatable.
 */
export async function endBackend(client: ClientBase, { pid, startedAt }: Backend): Promise<void> {
  const statement = {
    text: `select pg_terminate_backend(pid, ${END_MS}) from pg_stat_activity
      where pid = $1 and extract(epoch from backend_start)::text = $2`,
    values: [pid, startedAt],
    query_timeout: 2 * END_MS,
  };
  await client.query(statement);
}
