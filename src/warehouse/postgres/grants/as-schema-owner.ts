import { type Kysely, sql } from "kysely";

/**
 * Runs `work` as the role that owns the schemas, on a connection that is the caller's alone: what a
 * migration makes then belongs to the same role as all the rest, whoever migrates, and the default
 * privileges of that role cover it. As somebody else's, a table would be out of the loader's reach,
 * and the function that makes partitions could not make any of it.
 *
 * Where there are no schemas yet, or the connected role owns them or may not become their owner, the
 * role stays what it is.
 */
export async function asSchemaOwner<Schema, T>(
  db: Kysely<Schema>,
  work: () => Promise<T>,
): Promise<T> {
  const owner = await findOwner(db);
  if (owner === undefined) {
    return await work();
  }
  await sql`set role ${sql.id(owner)}`.execute(db);
  try {
    return await work();
  } finally {
    await sql`reset role`.execute(db);
  }
}

// An owner who may not make schemas could not apply every migration.
async function findOwner<Schema>(db: Kysely<Schema>): Promise<string | undefined> {
  const { rows } = await sql<{ owner: string; version: number }>`
    select r.rolname as owner, current_setting('server_version_num')::int as version
    from pg_namespace n join pg_roles r on r.oid = n.nspowner
    where n.nspname = 'billing_ops' and r.rolname <> current_user
      and has_database_privilege(r.oid, current_database(), 'CREATE')`.execute(db);
  const [row] = rows;
  if (row === undefined) {
    return undefined;
  }
  // Since 16 one may belong to a role without being allowed to become it.
  const right = sql.lit(row.version >= 160_000 ? "SET" : "MEMBER");
  const { rows: answers } = await sql<{ may: boolean }>`
    select pg_has_role(${sql.lit(row.owner)}, ${right}) as may`.execute(db);
  return answers[0]?.may === true ? row.owner : undefined;
}
