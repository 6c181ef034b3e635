import { Client, escapeIdentifier } from "pg";
import { isErrorCode } from "./error-code.ts";

/**
 * Creates `database` on the server where it is missing: empty, UTF-8, owned by the superuser. Safe to
 * repeat, and when processes race.
 */
export async function ensureEmbeddedDatabase(
  server: { readonly url: (database: string) => string },
  database: string,
): Promise<void> {
  const client = new Client({ connectionString: server.url("postgres"), ssl: false });
  // A server that dies between our statements would otherwise end this process.
  client.on("error", () => undefined);
  try {
    await client.connect();
    const { rowCount } = await client.query("SELECT FROM pg_database WHERE datname = $1", [
      database,
    ]);
    if (rowCount === 0) {
      // From template0, to which nobody connects: a connection to template1 would make this fail.
      await client.query(`CREATE DATABASE ${escapeIdentifier(database)} TEMPLATE template0`);
    }
  } catch (error) {
    // duplicate_database, or the same found by the unique index when two create it at one moment.
    if (!isErrorCode(error, "42P04", "23505")) {
      throw error;
    }
  } finally {
    await client.end().catch(() => undefined);
  }
}
