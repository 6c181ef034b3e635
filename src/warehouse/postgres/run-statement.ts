import type { Compilable } from "kysely";
import type { ClientBase, Pool, QueryResult, QueryResultRow } from "pg";
import { onConnection } from "./database-pool.ts";
import type { Database } from "./open-database.ts";

/** One statement; a `name` lets the server keep its plan. */
export type Statement = {
  readonly name?: string;
  readonly text: string;
  readonly values?: readonly unknown[];
};

/**
 * Runs one repeatable statement of its own, on a connection of `pool` (the database's own by
 * default), again where it met an outage and the database's patience allows it. A server that does
 * not answer in time is one. Throws the errors of ours that `asDatabaseError` names.
 */
export async function runStatement<R extends QueryResultRow>(
  database: Database,
  statement: Statement,
  { pool = database.pool, timeoutMs = database.limits.statementMs }: StatementOptions = {},
): Promise<QueryResult<R>> {
  return await database.patience.keepTrying(
    async () =>
      await onConnection(
        pool,
        async (client) => await queryInTime<R>(client, statement, timeoutMs),
      ),
  );
}

export type StatementOptions = { readonly pool?: Pool; readonly timeoutMs?: number };

/** The rows of one repeatable query that was built; otherwise as `runStatement`. */
export async function runBuilt<R>(database: Database, query: Compilable<R>): Promise<readonly R[]> {
  const { sql, parameters } = query.compile();
  const { rows } = await runStatement<R & QueryResultRow>(database, {
    text: sql,
    values: parameters,
  });
  return rows;
}

/** One statement on `client`, which rejects where the server has not answered within `timeoutMs`. */
export async function queryInTime<R extends QueryResultRow>(
  client: ClientBase,
  { values = [], ...statement }: Statement,
  timeoutMs: number,
): Promise<QueryResult<R>> {
  const config = { ...statement, values: [...values], query_timeout: timeoutMs };
  return await client.query<R>(config);
}
