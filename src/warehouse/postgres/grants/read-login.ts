import type { ClientBase } from "pg";
import { SCHEMAS } from "./grant-schemas.ts";
import type { RoleNames } from "./role-names.ts";

/** What is known of a role that logs in, or of one that should not be asked to. */
export type LoginFacts = {
  readonly canLogin: boolean;
  readonly isSuperuser: boolean;
  /** Our group roles that it was made a member of, with who did. */
  readonly memberships: readonly { readonly group: string; readonly grantor: string }[];
  /** Which of our schemas it may use, itself or as another role that it may become. */
  readonly usedSchemas: readonly string[];
  /** What it, or a role that it may become, can do that no grant holds back, in words. */
  readonly powers: readonly string[];
  /** Its settings in this database, `name=value`. */
  readonly settings: readonly string[];
  /** How many connections it may have at a time; -1: any number. */
  readonly connectionLimit: number;
};

/** Looks at a role; undefined where there is none of this name. */
export async function readLogin(
  client: ClientBase,
  name: string,
  names: RoleNames,
): Promise<LoginFacts | undefined> {
  const { rows } = await client.query<{
    readonly can_login: boolean;
    readonly is_superuser: boolean;
    readonly memberships: LoginFacts["memberships"];
    readonly used_schemas: readonly string[];
    readonly powers: readonly string[];
    readonly settings: readonly string[];
    readonly connection_limit: number;
  }>(
    // A membership that is not inherited is one SET ROLE away: MEMBER counts it too.
    `with reach as (
       select g.* from pg_roles r, pg_roles g
       where r.rolname = $1 and (g.oid = r.oid or not r.rolsuper and pg_has_role(r.oid, g.oid, 'MEMBER')))
     select r.rolcanlogin as can_login, r.rolsuper as is_superuser,
       coalesce((select jsonb_agg(jsonb_build_object('group', g.rolname, 'grantor', pg_get_userbyid(m.grantor))
           order by g.rolname)
         from pg_auth_members m join pg_roles g on g.oid = m.roleid
         where m.member = r.oid and g.rolname = any($2)), '[]') as memberships,
       array(select nspname::text from pg_namespace n
         where nspname = any($3) and exists (select from reach g
           where has_schema_privilege(g.oid, n.oid, 'USAGE')) order by 1) as used_schemas,
       array(select case when g.oid = r.oid then power else format('%s (as %s)', power, g.rolname) end
         from reach g, unnest(array[case when g.rolsuper then 'SUPERUSER' end,
           case when g.rolcreaterole then 'CREATEROLE' end, case when g.rolbypassrls then 'BYPASSRLS' end,
           case when g.rolreplication then 'REPLICATION' end,
           case when g.rolname ~ '^pg_(.*server|read_all_|write_all_|signal_backend)'
             then 'what the server''s own role may' end]) power
         where power is not null order by g.rolname, power) as powers,
       array(select setting from pg_db_role_setting s join pg_database d on d.oid = s.setdatabase,
           unnest(s.setconfig) setting
         where s.setrole = r.oid and d.datname = current_database() order by 1) as settings,
       r.rolconnlimit as connection_limit
     from pg_roles r where r.rolname = $1`,
    [name, Object.values(names), SCHEMAS],
  );
  const [row] = rows;
  return row === undefined
    ? undefined
    : {
        canLogin: row.can_login,
        isSuperuser: row.is_superuser,
        memberships: row.memberships,
        usedSchemas: row.used_schemas,
        powers: row.powers,
        settings: row.settings,
        connectionLimit: row.connection_limit,
      };
}

/** The customers that a login sees; empty where none. */
export async function readCustomersOf(
  client: ClientBase,
  name: string,
): Promise<readonly string[]> {
  const { rows } = await client.query<{ customer_uin: string }>(
    "select customer_uin from billing_ops.customer_login where login = $1 order by 1",
    [name],
  );
  return rows.map(({ customer_uin: uin }) => uin);
}

/** Those of the UINs of which nothing was ever loaded, and that no list names. */
export async function readUnknownCustomers(
  client: ClientBase,
  uins: readonly string[],
): Promise<readonly string[]> {
  const { rows } = await client.query<{ uin: string }>(
    `select uin from unnest($1::text[]) as asked (uin)
     where not exists (select from billing.customer c where c.customer_uin = asked.uin)
       and not exists (select from billing_ops.slice s where s.uin = asked.uin)`,
    [uins],
  );
  return rows.map(({ uin }) => uin);
}
