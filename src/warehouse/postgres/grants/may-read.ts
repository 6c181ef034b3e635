import type { ClientBase, Pool } from "pg";

/**
 * Whether the connected role may read a table of `billing_ops`; true where there is none, which is for
 * whoever reads it to tell. To try would end the transaction.
 */
export async function mayRead(client: ClientBase | Pool, table: string): Promise<boolean> {
  const { rows } = await client.query<{ may: boolean | null }>(
    `select bool_and(case when has_schema_privilege(n.oid, 'USAGE')
       then has_table_privilege(c.oid, 'SELECT') else false end) as may
     from pg_namespace n left join pg_class c on c.relnamespace = n.oid and c.relname = $1
     where n.nspname = 'billing_ops'`,
    [table],
  );
  return rows[0]?.may ?? true;
}
