import type { ClientBase } from "pg";
import type { RoleNames } from "./role-names.ts";

/** A role that is there under the name of one of ours. */
export type GroupRole = {
  readonly name: string;
  /** What makes it more than a role that others belong to: LOGIN, SUPERUSER and the like. */
  readonly attributes: readonly string[];
  /** Whether its comment says that it was made for Billhouse. */
  readonly isOurs: boolean;
  /** Who may do what it may, or become it. */
  readonly members: readonly string[];
};

/** What the comment on a role of ours begins with. */
export const ROLE_MARK = "Billhouse: ";

// Since 16 whoever makes a role belongs to it, to give it away only: no member in this sense.
const GROUP_ROLES = `
  select g.rolname as name,
    coalesce(starts_with(shobj_description(g.oid, 'pg_authid'), $2), false) as is_ours,
    array_remove(array[case when rolcanlogin then 'LOGIN' end, case when rolsuper then 'SUPERUSER' end,
      case when rolcreaterole then 'CREATEROLE' end, case when rolbypassrls then 'BYPASSRLS' end,
      case when rolreplication then 'REPLICATION' end], null) as attributes,
    array(select distinct pg_get_userbyid(m.member)::text from pg_auth_members m
      where m.roleid = g.oid and not (m.admin_option
        and to_jsonb(m) @> '{"inherit_option": false, "set_option": false}')
      order by 1) as members
  from pg_roles g where g.rolname = any($1) order by array_position($1, g.rolname::text)`;

/** Which of the group roles there are, and what they are. */
export async function readGroupRoles(
  client: ClientBase,
  names: RoleNames,
): Promise<readonly GroupRole[]> {
  const { rows } = await client.query<{
    readonly name: string;
    readonly is_ours: boolean;
    readonly attributes: readonly string[];
    readonly members: readonly string[];
  }>(GROUP_ROLES, [Object.values(names), ROLE_MARK]);
  return rows.map(({ is_ours: isOurs, ...role }) => ({ ...role, isOurs }));
}
