import type { Pool } from "pg";
import { readText } from "../support/read-table.ts";

/** Tables and views of schemas, as `schema.name`. */
export async function relations(
  pool: Pool,
  schemas: readonly string[],
  kinds = "rpvm",
): Promise<readonly string[]> {
  const rows = await readText(
    pool,
    `select format('%I.%I', nspname, relname) as name
     from pg_class c join pg_namespace n on n.oid = relnamespace
     where nspname = any($1) and strpos($2, relkind::text) > 0 order by 1`,
    [schemas, kinds],
  );
  return rows.map(({ name }) => String(name));
}

/** The column of a relation that says whose a row is; undefined where there is none. */
export async function customerColumn(pool: Pool, view: string): Promise<string | undefined> {
  const rows = await readText(
    pool,
    `select attname from pg_attribute where attrelid = $1::regclass
       and attname in ('customer_uin', 'subaccountid', 'uin')`,
    [view],
  );
  return rows[0]?.["attname"] ?? undefined;
}
