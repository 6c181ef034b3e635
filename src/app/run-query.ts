import type { QueryBatch } from "../warehouse/postgres/read-cursor.ts";
import { readQuery } from "../warehouse/postgres/read-query.ts";
import { hasSchema } from "../warehouse/postgres/read-schema-state.ts";
import {
  findForbiddenCommand,
  readSqlProblem,
  type SqlProblem,
} from "../warehouse/postgres/read-sql-problem.ts";
import { asDatabaseError } from "../warehouse/postgres/sql-state.ts";
import { QueryError } from "./query-error.ts";
import { withDatabase } from "./with-database.ts";

export type QueryOptions = {
  readonly databaseUrl: string;
  readonly sql: string;
  readonly signal: AbortSignal;
  /** What to do where a table is missing because there is no schema yet. */
  readonly schemaHint: string;
};

/** Columns of a result and the next of its rows; values are texts as PostgreSQL writes them. */
export type QueryResultPart = QueryBatch;

const TIMEOUT_MS = 300_000;
// Enough that the round trips do not show, little enough for rows of a megabyte.
const ROWS_PER_BATCH = 500;

const TIMEOUT_HINT =
  "statements end after 5 minutes here: ask for fewer months, or use psql for longer ones";

const TABLES_HINT =
  "to see the tables: npm run query -- \"select table_name from information_schema.tables where table_schema = 'billing'\"";

/**
 * Runs one read-only statement and gives its result part by part, the first with or without rows.
 *
 * Throws a `QueryError` for what the statement is refused for, an `AbortError` of reason `database`
 * where there is no database, the signal's reason where it aborts.
 */
export async function* runQuery(options: QueryOptions): AsyncGenerator<QueryResultPart> {
  const { databaseUrl, sql, signal } = options;
  const forbidden = findForbiddenCommand(sql);
  if (forbidden !== undefined) {
    throw new QueryError(forbidden, undefined);
  }
  try {
    yield* readQuery({
      url: databaseUrl,
      sql,
      signal,
      timeoutMs: TIMEOUT_MS,
      rowsPerBatch: ROWS_PER_BATCH,
    });
  } catch (error) {
    const problem = readSqlProblem(error, TIMEOUT_HINT);
    throw problem === undefined
      ? asDatabaseError(error)
      : new QueryError(await withTableHint(problem, options), error);
  }
}

const MISSING_TABLE = "42P01";

async function withTableHint(problem: SqlProblem, options: QueryOptions): Promise<SqlProblem> {
  if (problem.code !== MISSING_TABLE || problem.hint !== undefined) {
    return problem;
  }
  const isThere = await withDatabase(options.databaseUrl, hasSchema);
  return { ...problem, hint: isThere ? TABLES_HINT : options.schemaHint };
}
