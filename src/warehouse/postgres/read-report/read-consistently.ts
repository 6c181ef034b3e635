import type { PoolClient, QueryResultRow } from "pg";
import { onConnection } from "../database-pool.ts";
import type { Database } from "../open-database.ts";

/** Asks one question; values come as the database's parsers leave them: numeric, int8 and date as text. */
export type Ask = <R extends QueryResultRow>(
  text: string,
  values?: readonly unknown[],
) => Promise<readonly R[]>;

export type ReadConsistentlyOptions = {
  /** The server gives up on a statement after this time of working on it. */
  readonly statementTimeoutMs: number;
  /** Cancels the statement at work; the reading then rejects with the signal's reason. */
  readonly signal: AbortSignal;
};

/**
 * Lets `work` ask as often as it likes about one moment: what runs load meanwhile does not show. In
 * a read-only transaction, and without waiting for a database that is away. Rejects with what `work`
 * rejects with and with the driver's errors.
 */
export async function readConsistently<T>(
  { pool }: Database,
  { statementTimeoutMs, signal }: ReadConsistentlyOptions,
  work: (ask: Ask) => Promise<T>,
): Promise<T> {
  signal.throwIfAborted();
  try {
    return await onConnection(pool, async (client) => {
      const pid = await begin(client, statementTimeoutMs);
      const cancel = (): void => {
        // Where that fails, the statement's own time limit ends it.
        pool.query("select pg_cancel_backend($1)", [pid]).catch(() => undefined);
      };
      signal.throwIfAborted();
      signal.addEventListener("abort", cancel, { once: true });
      try {
        return await work(
          async <R extends QueryResultRow>(text: string, values: readonly unknown[] = []) => {
            signal.throwIfAborted();
            const { rows } = await client.query<R>(text, [...values]);
            return rows;
          },
        );
      } finally {
        signal.removeEventListener("abort", cancel);
        await client.query("rollback");
      }
    });
  } catch (error) {
    throw signal.aborted ? signal.reason : error;
  }
}

async function begin(client: PoolClient, statementTimeoutMs: number): Promise<number> {
  await client.query("begin isolation level repeatable read read only");
  await client.query(`set local statement_timeout = ${Math.trunc(statementTimeoutMs)}`);
  // It takes longer than it saves on questions that add up a few thousand rows.
  await client.query("set local jit = off");
  const { rows } = await client.query<{ pid: number }>("select pg_backend_pid() as pid");
  return rows[0]?.pid ?? 0;
}
