import type { ClientBase } from "pg";
import { EXPORTED_SCHEMAS, type ViewName } from "./exported-view.ts";

/** The views for people and BI tools that this login may read, in alphabetical order. */
export async function listViews(client: ClientBase): Promise<readonly ViewName[]> {
  const { rows } = await client.query<ViewName>(LIST_VIEWS, [EXPORTED_SCHEMAS]);
  return rows;
}

const LIST_VIEWS = `
  select n.nspname as schema, c.relname as name
  from pg_class c join pg_namespace n on n.oid = c.relnamespace
  where n.nspname = any($1) and c.relkind in ('v', 'm')
    and has_schema_privilege(n.oid, 'usage') and has_table_privilege(c.oid, 'select')
  order by 1, 2`;
