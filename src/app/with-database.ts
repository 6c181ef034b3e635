import { type Database, openDatabase } from "../warehouse/postgres/open-database.ts";
import { asDatabaseError } from "../warehouse/postgres/sql-state.ts";
import { assertReachable } from "./assert-reachable.ts";

/**
 * Opens the database for `work` and closes it again. Throws an `AbortError` of reason `database`
 * where nobody answers or lets us in, and of reason `schema` where the tables are not as expected.
 */
export async function withDatabase<T>(
  databaseUrl: string,
  work: (database: Database) => Promise<T>,
): Promise<T> {
  const database = openDatabase({
    url: databaseUrl,
    applicationName: "billhouse",
    poolMax: 2,
    // The statement under way reports the broken connection, with its meaning.
    onIdleError: () => undefined,
  });
  try {
    await assertReachable(database);
    return await work(database);
  } catch (error) {
    throw asDatabaseError(error);
  } finally {
    await database[Symbol.asyncDispose]();
  }
}
