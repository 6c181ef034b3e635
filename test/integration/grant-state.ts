import { escapeIdentifier } from "pg";
import { withDatabase } from "../support/database-url.ts";
import { readText } from "../support/read-table.ts";
import type { GrantDatabase } from "./grant-playground.ts";

/** Everything that was granted in the database, with names that are the same in every database. */
export async function grantsIn({ database, prefix }: GrantDatabase): Promise<readonly string[]> {
  const rows = await readText(
    database.pool,
    `select format('%s %s', what, coalesce(acl::text, 'owner only')) as line from (
       select 'database' as what, datacl as acl from pg_database where datname = current_database()
       union all
       select 'schema ' || nspname || ' of ' || nspowner::regrole, nspacl from pg_namespace
       where nspname ~ '^(billing|focus|public)'
       union all
       select c.oid::regclass || ' of ' || relowner::regrole, relacl from pg_class c
       where relnamespace::regnamespace::text ~ '^(billing|focus)' and relkind in ('r', 'p', 'v', 'm', 'S')
       union all
       select p.oid::regprocedure || ' of ' || proowner::regrole, proacl from pg_proc p
       where pronamespace::regnamespace::text ~ '^(billing|focus)' or proname in ('lo_create', 'lo_creat', 'lo_from_bytea')
         or proname ~ '^pg_(try_)?advisory_(xact_)?lock'
       union all
       select 'later in ' || defaclnamespace::regnamespace || ' by ' || defaclrole::regrole, defaclacl
       from pg_default_acl) known
     order by 1`,
  );
  return rows.map(({ line }) => String(line).replaceAll(prefix, ""));
}

export async function rolesOf({ database, prefix }: GrantDatabase): Promise<readonly string[]> {
  const rows = await readText(
    database.pool,
    "select rolname from pg_roles where starts_with(rolname, $1) order by 1",
    [prefix],
  );
  return rows.map(({ rolname }) => String(rolname).slice(prefix.length));
}

/** A login that somebody made with other means. */
export async function makeRole(
  { database, nameOf }: GrantDatabase,
  name: string,
  attributes = "",
): Promise<{ readonly url: string; readonly role: string }> {
  const role = escapeIdentifier(nameOf(name));
  const password = "made-by-other-means";
  await database.pool.query(`create role ${role} login ${attributes} password '${password}'`);
  return { role, url: withDatabase(database.url, database.name, { name: nameOf(name), password }) };
}
