import type { Pool, PoolClient } from "pg";
import { asDatabaseError, meaningOf } from "./sql-state.ts";

const ATTEMPT_MAX = 4;

/**
 * Runs `work` in one transaction on one connection. A deadlock, a serialization failure or a lock
 * that did not come is tried again, so `work` must be repeatable. A connection that broke is thrown
 * away and not handed to the next caller.
 *
 * Throws the errors of ours that `asDatabaseError` names.
 */
export async function inTransaction<T>(
  pool: Pool,
  work: (client: PoolClient) => Promise<T>,
): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await once(pool, work);
    } catch (error) {
      if (meaningOf(error) !== "again" || attempt >= ATTEMPT_MAX) {
        throw asDatabaseError(error);
      }
    }
  }
}

async function once<T>(pool: Pool, work: (client: PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  let broken: Error | undefined;
  try {
    await client.query("begin");
    const result = await work(client);
    await client.query("commit");
    return result;
  } catch (error) {
    broken = await rollback(client);
    throw error;
  } finally {
    client.release(broken);
  }
}

async function rollback(client: PoolClient): Promise<Error | undefined> {
  try {
    await client.query("rollback");
    return undefined;
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}
