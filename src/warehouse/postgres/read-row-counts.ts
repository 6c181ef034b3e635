import { sql } from "kysely";
import type { Stream } from "../../domain/stream.ts";
import type { Database } from "./open-database.ts";
import { asDatabaseError } from "./sql-state.ts";

/** How many rows of a table came from one stream, as text of any size. */
export type RowCount = { readonly stream: string; readonly table: string; readonly rows: string };

/**
 * Counts, for each stream and table, the rows that the stream loaded; by reading them all, so for
 * small databases. A stream that only fills columns of another's rows counts those.
 */
export async function readRowCounts(
  database: Pick<Database, "db">,
  streams: readonly Stream[],
): Promise<readonly RowCount[]> {
  const counts = streams.flatMap((stream) =>
    stream.tables.map((table) => {
      const own = Object.entries(table.constants).map(
        ([column, value]) => sql`${sql.ref(column)} = ${sql.lit(value)}`,
      );
      const name = `billing.${table.name}`;
      return sql`select ${sql.lit(stream.name)} as stream, ${sql.lit(name)} as table,
        count(*)::text as rows from ${sql.table(name)}
        where ${sql.join([sql`true`, ...own], sql` and `)}`;
    }),
  );
  try {
    const query = sql<RowCount>`${sql.join(counts, sql` union all `)}`;
    return (await query.execute(database.db)).rows;
  } catch (error) {
    throw asDatabaseError(error);
  }
}
