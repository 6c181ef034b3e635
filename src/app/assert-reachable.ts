import { AbortError } from "../domain/abort-error.ts";
import type { Database } from "../warehouse/postgres/open-database.ts";
import { asDatabaseError } from "../warehouse/postgres/sql-state.ts";

/**
 * Connects once. Throws an `AbortError` of reason `database` for whatever keeps us from it, a wrong
 * password in an unknown form or a refused TLS handshake included: there is no database to work with.
 */
export async function assertReachable(database: Database): Promise<void> {
  try {
    const client = await database.pool.connect();
    client.release();
  } catch (error) {
    const known = asDatabaseError(error);
    throw known instanceof AbortError && known.reason === "database"
      ? known
      : new AbortError("database", `the database cannot be used: ${messageOf(error)}`, {
          cause: error,
          hint: "check DATABASE_URL: host, port, user, password and sslmode",
        });
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
