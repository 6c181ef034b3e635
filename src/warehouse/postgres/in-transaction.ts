import type { PoolClient } from "pg";
import type { TransactionOptions } from "./database-patience.ts";
import { onConnection } from "./database-pool.ts";
import { breakOff } from "./end-client.ts";
import type { Database } from "./open-database.ts";
import { watchConnection } from "./watch-connection.ts";

/**
 * Runs `work` in one transaction on one connection. A deadlock, a serialization failure or a lock
 * that did not come is tried again, and so is, for as long as the database's patience lasts, what
 * met an outage. So `work` must be repeatable, and wait for nothing but its client. A connection
 * that broke is thrown away and not handed to the next caller.
 *
 * `attempt` counts from 1; above 1 an earlier one may have been committed without our hearing of it,
 * so `work` must then find its own traces.
 *
 * Throws the errors of ours that `asDatabaseError` names; where `exhausted` is `fail-slice`, a
 * `SliceError` for what failed in every try although the database is there.
 */
export async function inTransaction<T>(
  database: Database,
  work: (client: PoolClient, attempt: number) => Promise<T>,
  options?: TransactionOptions,
): Promise<T> {
  return await database.patience.keepTrying(
    async (attempt) =>
      await onConnection(
        database.pool,
        async (client) =>
          await watchConnection(
            database,
            client,
            async () => await transact(client, async () => await work(client, attempt)),
          ),
      ),
    options,
  );
}

async function transact<T>(client: PoolClient, work: () => Promise<T>): Promise<T> {
  try {
    await client.query("begin");
    const result = await work();
    const { command } = await client.query("commit");
    // That is how PostgreSQL answers where a statement had failed and `work` went on regardless.
    if (command === "ROLLBACK") {
      throw new Error("a failed statement was taken for success: nothing was committed");
    }
    return result;
  } catch (error) {
    await rollback(client);
    throw error;
  }
}

async function rollback(client: PoolClient): Promise<void> {
  try {
    await client.query("rollback");
  } catch (error) {
    // Nobody knows what state it is in: the pool must not hand it out again.
    breakOff(client, error instanceof Error ? error : new Error(String(error)));
  }
}
