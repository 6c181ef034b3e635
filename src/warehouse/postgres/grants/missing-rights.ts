import type { GrantFacts } from "./read-grant-facts.ts";
import type { RoleNames } from "./role-names.ts";

/**
 * What the connected role lacks to make or renew the group roles, one sentence each; empty where it
 * lacks nothing that can be known beforehand. Pure.
 *
 * PostgreSQL answers some grants that it does not make with a mere warning, so they must not be tried.
 */
export function missingRights(facts: GrantFacts, names: RoleNames): readonly string[] {
  if (facts.isSuperuser) {
    return [];
  }
  const { role } = facts;
  const absent = Object.values(names).filter((name) => !facts.groups.includes(name));
  const strange = Map.groupBy(
    facts.strays.filter(({ isOurs }) => !isOurs),
    ({ owner }) => owner,
  );
  return [
    ...(absent.length === 0 || facts.mayCreateRoles
      ? []
      : [`${role} may not make roles: it lacks CREATEROLE`]),
    ...(facts.ownsDatabase
      ? []
      : [
          `database ${facts.database} belongs to ${facts.databaseOwner}, whose rights ${role} does not have`,
        ]),
    ...[...strange].map(
      ([owner, objects]) =>
        `${countOf(objects.length)} in ${schemasOf(objects)} to ${owner}, whose rights ${role} does not have`,
    ),
    ...(facts.isOwner || !facts.groups.includes(names.owner) || facts.mayGive.includes(names.owner)
      ? []
      : [`${role} does not belong to ${names.owner}, and may not join it: it lacks ADMIN OPTION`]),
  ];
}

export type LoginNeeds = {
  readonly names: RoleNames;
  /** The group role that the login is to belong to, or no longer. */
  readonly group: string;
  readonly isNew: boolean;
  /** Whether customers are given to it or taken from it. */
  readonly hasCustomers: boolean;
};

/** What the connected role lacks to make a login and let it belong to a group role. Pure. */
export function missingLoginRights(
  facts: GrantFacts,
  { names, group, isNew, hasCustomers }: LoginNeeds,
): readonly string[] {
  const { role, isSuperuser, isOwner, mayCreateRoles, groups, mayGive } = facts;
  if (isSuperuser) {
    return [];
  }
  const willMakeGroup = !groups.includes(group);
  return [
    ...(isNew && !mayCreateRoles ? [`${role} may not make logins: it lacks CREATEROLE`] : []),
    ...(willMakeGroup || mayGive.includes(group)
      ? []
      : [`${role} may not give away membership of ${group}: it lacks ADMIN OPTION`]),
    // Where the roles are yet to be made, it joins the owner.
    ...(hasCustomers && !isOwner && groups.includes(names.owner)
      ? [`${role} may not say who sees what: it does not belong to ${names.owner}`]
      : []),
  ];
}

function countOf(count: number): string {
  return count === 1 ? "1 object belongs" : `${count} objects belong`;
}

function schemasOf(objects: readonly { readonly schema: string }[]): string {
  return [...new Set(objects.map(({ schema }) => schema))].join(", ");
}
