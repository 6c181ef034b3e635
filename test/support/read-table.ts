import type { Pool } from "pg";

/** A row as PostgreSQL writes it: every value as text. */
export type TextRow = Readonly<Record<string, string | null>>;

const AS_TEXT = { getTypeParser: () => (value: string) => value };

/** What a query returns, every value as the text PostgreSQL wrote. */
export async function readText(
  pool: Pool,
  text: string,
  values: readonly unknown[] = [],
): Promise<readonly TextRow[]> {
  const { rows } = await pool.query<TextRow>({ text, values: [...values], types: AS_TEXT });
  return rows;
}

/** Every row of a table, with where it lies and which transaction wrote it: equal means not written. */
export async function readRows(pool: Pool, table: string): Promise<readonly TextRow[]> {
  return await readText(
    pool,
    `select tableoid::regclass as in_table, ctid, xmin, * from ${table} order by 1, 2`,
  );
}
