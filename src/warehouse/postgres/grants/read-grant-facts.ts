import type { ClientBase } from "pg";
import { SCHEMAS } from "./grant-schemas.ts";
import { type GroupRole, readGroupRoles } from "./read-group-roles.ts";
import type { RoleNames } from "./role-names.ts";

/** What the database and the connected role are, as far as grants depend on it. */
export type GrantFacts = {
  readonly versionNumber: number;
  readonly database: string;
  readonly databaseOwner: string;
  /** Whether the role may do what the database's owner may. */
  readonly ownsDatabase: boolean;
  readonly role: string;
  readonly isSuperuser: boolean;
  readonly mayCreateRoles: boolean;
  /** Which group roles there are. */
  readonly groups: readonly string[];
  /** The same, and what they are: another may have made them for something else. */
  readonly groupRoles: readonly GroupRole[];
  /** Of those, the ones whose membership the role may give away. */
  readonly mayGive: readonly string[];
  /** Whether the role may do what the group role that owns may, and become it. */
  readonly isOwner: boolean;
  /** Which of our schemas there are. */
  readonly schemas: readonly string[];
  /** What the group role does not own yet of the schemas and what is in them. */
  readonly strays: readonly Stray[];
  /** Whether everybody may make tables in schema public, as before PostgreSQL 15, and the role may end that. */
  readonly publicSchema: "closed" | "open" | "open, not ours";
  /** Whether everybody may take the advisory locks that runs are held together by. */
  readonly areLocksOpen: boolean;
};

/** An object that belongs to another role than it should. */
export type Stray = {
  /** `ALTER` with its kind and name, up to `OWNER`. */
  readonly alter: string;
  readonly schema: string;
  readonly owner: string;
  /** Whether the connected role may do what that owner may. */
  readonly isOurs: boolean;
  /** Whether that owner is the connected role, or could have made it as the owner of a schema of ours. */
  readonly isTrusted: boolean;
};

type FactsRow = {
  readonly version_number: number;
  readonly database: string;
  readonly database_owner: string;
  readonly owns_database: boolean;
  readonly role: string;
  readonly is_superuser: boolean;
  readonly may_create_roles: boolean;
  readonly groups: readonly string[];
  readonly may_give: readonly string[];
  readonly is_owner: boolean;
  readonly schemas: readonly string[];
  readonly public_schema: GrantFacts["publicSchema"];
  readonly are_locks_open: boolean;
};

// Until 15 whoever may make roles may give every one of them away; since 16 it takes ADMIN OPTION.
const facts = (isSince16: boolean): string => `
  select current_setting('server_version_num')::int as version_number, d.datname as database,
    pg_get_userbyid(d.datdba)::text as database_owner, pg_has_role(d.datdba, 'USAGE') as owns_database,
    r.rolname as role, r.rolsuper as is_superuser, r.rolcreaterole as may_create_roles,
    array(select rolname::text from pg_roles where rolname = any($1) order by 1) as groups,
    array(select rolname::text from pg_roles where rolname = any($1)
      and ${isSince16 ? "pg_has_role(oid, 'USAGE WITH ADMIN OPTION')" : "(r.rolcreaterole or pg_has_role(oid, 'USAGE WITH ADMIN OPTION'))"}
      order by 1) as may_give,
    coalesce((select pg_has_role(oid, 'USAGE') and pg_has_role(oid, '${isSince16 ? "SET" : "MEMBER"}')
      from pg_roles where rolname = $2), false) as is_owner,
    array(select nspname::text from pg_namespace where nspname = any($3)
      order by array_position($3, nspname::text)) as schemas,
    coalesce((select case
        when not exists (select from aclexplode(coalesce(n.nspacl, acldefault('n', n.nspowner)))
          where grantee = 0 and privilege_type = 'CREATE') then 'closed'
        when pg_has_role(n.nspowner, 'USAGE') then 'open' else 'open, not ours' end
      from pg_namespace n where nspname = 'public'), 'closed') as public_schema,
    exists (select from pg_proc p, aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) a
      where p.pronamespace = 'pg_catalog'::regnamespace and p.proname = 'pg_advisory_lock'
        and a.grantee = 0) as are_locks_open
  from pg_roles r, pg_database d
  where r.rolname = current_user and d.datname = current_database()`;

// Sequences of identity columns go with their tables, indexes too.
const STRAYS = `
  with mine as (
    select oid, nspname, nspowner from pg_namespace where nspname = any($1)),
  object as (
    select 1 as place, nspname, format('alter schema %I', nspname) as alter, nspowner as owner
    from mine
    union all
    select 2, nspname, format('alter %s %I.%I', case relkind when 'v' then 'view'
      when 'm' then 'materialized view' when 'S' then 'sequence' else 'table' end, nspname, relname),
      relowner
    from pg_class c join mine on mine.oid = relnamespace
    where relkind in ('r', 'p', 'v', 'm', 'S') and not (relkind = 'S' and exists (
      select from pg_depend d where d.classid = 'pg_class'::regclass and d.objid = c.oid
        and d.refclassid = 'pg_class'::regclass and d.deptype in ('a', 'i')))
    union all
    select 3, nspname, format('alter routine %I.%I(%s)', nspname, proname,
      pg_get_function_identity_arguments(p.oid)), proowner
    from pg_proc p join mine on mine.oid = pronamespace)
  select alter, nspname as schema, r.rolname as owner, pg_has_role(r.oid, 'USAGE') as is_ours,
    r.rolname = current_user
      or exists (select from mine where pg_has_role(r.oid, nspowner, 'MEMBER')) as is_trusted
  from object join pg_roles r on r.oid = object.owner
  where r.rolname <> $2
  order by place, array_position($1, nspname::text), alter collate "C"`;

/** Looks at the database and the connected role's rights. Writes nothing. */
export async function readGrantFacts(client: ClientBase, names: RoleNames): Promise<GrantFacts> {
  const { rows: versions } = await client.query<{ is_since_16: boolean }>(
    "select current_setting('server_version_num')::int >= 160000 as is_since_16",
  );
  const { rows } = await client.query<FactsRow>(facts(versions[0]?.is_since_16 === true), [
    Object.values(names),
    names.owner,
    SCHEMAS,
  ]);
  const [row] = rows;
  if (row === undefined) {
    throw new Error("the database said nothing about the role");
  }
  const { rows: strays } = await client.query<{
    readonly alter: string;
    readonly schema: string;
    readonly owner: string;
    readonly is_ours: boolean;
    readonly is_trusted: boolean;
  }>(STRAYS, [SCHEMAS, names.owner]);
  return {
    versionNumber: row.version_number,
    database: row.database,
    databaseOwner: row.database_owner,
    ownsDatabase: row.owns_database,
    role: row.role,
    isSuperuser: row.is_superuser,
    mayCreateRoles: row.may_create_roles,
    groups: row.groups,
    groupRoles: await readGroupRoles(client, names),
    mayGive: row.may_give,
    isOwner: row.is_owner,
    schemas: row.schemas,
    strays: strays.map(({ is_ours: isOurs, is_trusted: isTrusted, ...stray }) => ({
      ...stray,
      isOurs,
      isTrusted,
    })),
    publicSchema: row.public_schema,
    areLocksOpen: row.are_locks_open,
  };
}

/** The role that owns the bookkeeping schema; undefined while there is none. */
export async function readSchemaOwner(client: ClientBase): Promise<string | undefined> {
  const { rows } = await client.query<{ owner: string }>(
    `select r.rolname as owner from pg_namespace n join pg_roles r on r.oid = n.nspowner
     where n.nspname = 'billing_ops'`,
  );
  return rows[0]?.owner;
}
