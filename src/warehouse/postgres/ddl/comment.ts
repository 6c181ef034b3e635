import { type Kysely, sql } from "kysely";

/** Puts a COMMENT on a table (`schema.name`) and on each of its columns. */
export async function comment(
  db: Kysely<unknown>,
  table: string,
  meaning: string,
  columns: readonly (readonly [name: string, type: string, meaning: string])[],
): Promise<void> {
  await sql`comment on table ${sql.table(table)} is ${sql.lit(meaning)}`.execute(db);
  for (const [column, , columnMeaning] of columns) {
    await sql`comment on column ${sql.ref(`${table}.${column}`)} is ${sql.lit(columnMeaning)}`.execute(
      db,
    );
  }
}
