import type { GrantFacts } from "./read-grant-facts.ts";
import { type GroupRole, ROLE_MARK } from "./read-group-roles.ts";

/**
 * What is in the way of granting anything at all, whoever does it: a role of the name that is another
 * than ours, or a stranger's object in our schemas. Empty where nothing is. Pure.
 */
export function roleProblems(facts: GrantFacts): readonly string[] {
  return [...facts.groupRoles.flatMap(groupProblems), ...strangerProblems(facts)];
}

const PREFIX = "--prefix begins the names of ours with something else";

function groupProblems({ name, attributes, isOurs, members }: GroupRole): readonly string[] {
  if (attributes.length > 0) {
    return [
      `role ${name} is there and has ${attributes.join(", ")}: all who belong to it could use that. ${PREFIX}`,
    ];
  }
  return isOurs || members.length === 0
    ? []
    : [
        `role ${name} is there, not made for Billhouse, and ${members.join(", ")} would get its rights. ${PREFIX}; if it is ours all the same: COMMENT ON ROLE "${name}" IS '${ROLE_MARK}…'`,
      ];
}

// A view, function or trigger runs with its owner's rights: to take it over would lend them to
// whoever wrote it.
function strangerProblems({ strays }: GrantFacts): readonly string[] {
  return strays
    .filter(({ isTrusted }) => !isTrusted)
    .map(
      ({ alter, owner }) =>
        `${alter.replace("alter ", "")} belongs to ${owner}, who owns none of the schemas: drop it, or look at what it does and give it to their owner (${alter} owner to …)`,
    );
}
