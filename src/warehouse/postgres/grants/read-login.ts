import type { ClientBase } from "pg";
import { SCHEMAS } from "./grant-schemas.ts";
import type { RoleNames } from "./role-names.ts";

/** What is known of a role that logs in, or of one that should not be asked to. */
export type LoginFacts = {
  readonly canLogin: boolean;
  readonly isSuperuser: boolean;
  /** Our group roles that it was made a member of, with who did. */
  readonly memberships: readonly { readonly group: string; readonly grantor: string }[];
  /** Which of our schemas it may use, by whatever way. */
  readonly usedSchemas: readonly string[];
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
  }>(
    `select r.rolcanlogin as can_login, r.rolsuper as is_superuser,
       coalesce((select jsonb_agg(jsonb_build_object('group', g.rolname, 'grantor', pg_get_userbyid(m.grantor))
           order by g.rolname)
         from pg_auth_members m join pg_roles g on g.oid = m.roleid
         where m.member = r.oid and g.rolname = any($2)), '[]') as memberships,
       array(select nspname::text from pg_namespace
         where nspname = any($3) and has_schema_privilege(r.oid, oid, 'USAGE') order by 1) as used_schemas
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
