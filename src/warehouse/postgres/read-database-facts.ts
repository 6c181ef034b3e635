import type { Pool } from "pg";

/** What a role may do in a database, and what the database is. */
export type DatabaseFacts = {
  /** Such as 15.18. */
  readonly version: string;
  readonly versionNumber: number;
  readonly database: string;
  readonly role: string;
  readonly encoding: string;
  /** Refuses writes: a replica, or a role or database set to read-only. */
  readonly isReadOnly: boolean;
  /** May create and change the schemas. */
  readonly mayMigrate: boolean;
  /** May write every table that a run writes; undefined while there is no schema. */
  readonly mayLoad: boolean | undefined;
  /** Tables in `billing` and `billing_ops` that it may not write. */
  readonly refusedTables: readonly string[];
};

type FactsRow = {
  readonly version: string;
  readonly version_number: number;
  readonly database: string;
  readonly role: string;
  readonly encoding: string;
  readonly is_read_only: boolean;
  readonly may_create: boolean;
  readonly owns_schemas: boolean;
  readonly has_schema: boolean;
  readonly may_use: boolean;
};

const FACTS = `
  select current_setting('server_version') as version,
    current_setting('server_version_num')::int as version_number,
    current_database() as database, current_user as role,
    current_setting('server_encoding') as encoding,
    pg_is_in_recovery() or current_setting('default_transaction_read_only')::boolean as is_read_only,
    has_database_privilege(current_database(), 'CREATE') as may_create,
    (select coalesce(bool_and(pg_has_role(nspowner, 'USAGE')), true) from pg_namespace
     where nspname in ('billing', 'billing_ops')) as owns_schemas,
    to_regclass('billing_ops.slice') is not null as has_schema,
    (select coalesce(bool_and(has_schema_privilege(oid, 'USAGE')), false) from pg_namespace
     where nspname in ('billing', 'billing_ops')) as may_use`;

// Partitions are written through their parent, whose rights count; the migrations' own tables are
// written by whoever migrates, and who sees what by whoever grants.
const REFUSED = `
  select n.nspname || '.' || c.relname as name
  from pg_class c join pg_namespace n on n.oid = c.relnamespace
  where n.nspname in ('billing', 'billing_ops') and c.relkind in ('r', 'p') and not c.relispartition
    and c.relname not in ('kysely_migration', 'kysely_migration_lock', 'customer_login')
    and not (has_table_privilege(c.oid, 'SELECT') and has_table_privilege(c.oid, 'INSERT')
      and has_table_privilege(c.oid, 'UPDATE') and has_table_privilege(c.oid, 'DELETE'))
  order by 1`;

/** Looks at the database and the connected role's rights. Writes nothing. */
export async function readDatabaseFacts(pool: Pool): Promise<DatabaseFacts> {
  const [row] = (await pool.query<FactsRow>(FACTS)).rows;
  if (row === undefined) {
    throw new Error("the database said nothing about itself");
  }
  const refusedTables = row.may_use
    ? (await pool.query<{ name: string }>(REFUSED)).rows.map(({ name }) => name)
    : [];
  return {
    version: row.version,
    versionNumber: row.version_number,
    database: row.database,
    role: row.role,
    encoding: row.encoding,
    isReadOnly: row.is_read_only,
    mayMigrate: row.may_create && row.owns_schemas,
    mayLoad: row.has_schema ? row.may_use && refusedTables.length === 0 : undefined,
    refusedTables,
  };
}
