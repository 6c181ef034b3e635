import { escapeIdentifier, escapeLiteral } from "pg";
import { ADVISORY_LOCKS } from "./advisory-locks.ts";
import { BASE_SCHEMAS, MART_SCHEMAS, OWN_SCHEMA } from "./grant-schemas.ts";
import type { GrantStep } from "./grant-step.ts";
import type { GrantFacts } from "./read-grant-facts.ts";
import { ROLE_MARK } from "./read-group-roles.ts";
import type { RoleNames } from "./role-names.ts";

/**
 * What makes the group roles and renews their grants: afterwards they may do what is written here and
 * nothing else, whatever was granted before. Idempotent, and pure.
 *
 * A connected role that may not do all of it must not begin: see `missingRights`.
 */
export function planRoleGrants(facts: GrantFacts, names: RoleNames): readonly GrantStep[] {
  return [
    groupRoles(facts, names),
    ownership(facts, names),
    databaseRights(facts, names),
    lockRights(facts, names),
    ...schemaRights(facts, names),
    futureRights(facts, names),
  ];
}

const MEANINGS: Readonly<Record<keyof RoleNames, string>> = {
  owner: "owns the schemas of Billhouse and migrates them",
  loader: "writes bills and bookkeeping",
  reader: "reads the schemas billing_mart and focus",
  customer: "reads the schema billing_own, each login the rows of its own customers",
};

function groupRoles(facts: GrantFacts, names: RoleNames): GrantStep {
  const marked = facts.groupRoles.filter(({ isOurs }) => isOurs).map(({ name }) => name);
  const statements = roleEntries(names)
    .filter(([, name]) => !marked.includes(name))
    .flatMap(([kind, name]) => [
      ...(facts.groups.includes(name) ? [] : [`create role ${escapeIdentifier(name)} nologin`]),
      `comment on role ${escapeIdentifier(name)} is ${escapeLiteral(`${ROLE_MARK}${MEANINGS[kind]}.`)}`,
    ]);
  // Whoever has migrated so far goes on doing so. A superuser may anyway.
  const mayJoin = facts.strays.some(({ isOurs }) => isOurs) || facts.mayGive.includes(names.owner);
  if (!facts.isSuperuser && !facts.isOwner && mayJoin) {
    statements.push(`grant ${escapeIdentifier(names.owner)} to ${escapeIdentifier(facts.role)}`);
  }
  return { says: "The roles, which logins belong to.", statements };
}

function ownership(facts: GrantFacts, names: RoleNames): GrantStep {
  return {
    says: "One role owns everything: functions that make partitions and views run with its rights.",
    statements: facts.strays.map(
      ({ alter }) => `${alter} owner to ${escapeIdentifier(names.owner)}`,
    ),
  };
}

// Large objects are tables that need no schema: without this a reader could fill the disk with them.
const LARGE_OBJECTS =
  "revoke execute on function pg_catalog.lo_creat(integer), pg_catalog.lo_create(oid), pg_catalog.lo_from_bytea(oid, bytea) from public";

function databaseRights(facts: GrantFacts, names: RoleNames): GrantStep {
  const database = escapeIdentifier(facts.database);
  return {
    says: "Who reads makes nothing in this database, no temporary tables either.",
    statements: [
      `grant connect on database ${database} to ${list(Object.values(names))}`,
      `grant create on database ${database} to ${escapeIdentifier(names.owner)}`,
      `revoke create, temporary on database ${database} from public`,
      ...(facts.publicSchema === "open" ? ["revoke create on schema public from public"] : []),
      ...(facts.isSuperuser ? [LARGE_OBJECTS] : []),
    ],
  };
}

// The functions belong to the server's first superuser, but what is granted on them is of this
// database only.
function lockRights({ isSuperuser }: GrantFacts, { owner, loader }: RoleNames): GrantStep {
  return {
    says: "Who reads takes no advisory lock: with those of a run it would hold up the next.",
    statements: isSuperuser
      ? [
          `revoke execute on function ${ADVISORY_LOCKS} from public`,
          `grant execute on function ${ADVISORY_LOCKS} to ${list([owner, loader])}`,
        ]
      : [],
  };
}

function schemaRights(facts: GrantFacts, names: RoleNames): readonly GrantStep[] {
  const { loader, reader, customer } = names;
  const [all, base, marts] = [facts.schemas, only(facts, BASE_SCHEMAS), only(facts, MART_SCHEMAS)];
  const others = `public, ${list([loader, reader, customer])}`;
  const [load, read, own] = [loader, reader, customer].map((name) => escapeIdentifier(name));
  return [
    {
      says: "What was granted before, by whomever, ends.",
      statements: ["schema", "all tables in schema", "all sequences in schema"].map(
        (what) => `revoke all on ${what} ${all.join(", ")} from ${others}`,
      ),
    },
    {
      says: `${loader} writes bills and bookkeeping, but neither the schema's history nor who sees what.`,
      statements: [
        `grant usage on schema ${[...base, ...marts].join(", ")} to ${load}`,
        `grant select, insert, update, delete on all tables in schema ${base.join(", ")} to ${load}`,
        `grant usage on all sequences in schema ${base.join(", ")} to ${load}`,
        `grant execute on all functions in schema ${base.join(", ")} to ${load}`,
        `grant select on all tables in schema ${marts.join(", ")} to ${load}`,
        `revoke insert, update, delete on billing_ops.kysely_migration, billing_ops.kysely_migration_lock from ${load}`,
        `revoke all on billing_ops.customer_login from ${load}`,
      ],
    },
    {
      says: `${reader} reads marts and FOCUS, whose views run with their owner's rights.`,
      statements: [
        `grant usage on schema ${marts.join(", ")} to ${read}`,
        `grant select on all tables in schema ${marts.join(", ")} to ${read}`,
      ],
    },
    {
      says: `${customer} reads the views that show a login its own rows.`,
      statements: [
        `grant usage on schema ${OWN_SCHEMA} to ${own}`,
        `grant select on all tables in schema ${OWN_SCHEMA} to ${own}`,
      ],
    },
  ];
}

function futureRights(facts: GrantFacts, names: RoleNames): GrantStep {
  const owner = escapeIdentifier(names.owner);
  const [base, marts] = [only(facts, BASE_SCHEMAS), only(facts, MART_SCHEMAS)];
  const later = (schemas: readonly string[], grant: string, name: string): string =>
    `alter default privileges for role ${owner} in schema ${schemas.join(", ")} grant ${grant} to ${escapeIdentifier(name)}`;
  return {
    says: "The same for what later migrations make, which they do as the owner.",
    statements: [
      later(base, "select, insert, update, delete on tables", names.loader),
      later(base, "usage on sequences", names.loader),
      later(marts, "select on tables", names.loader),
      later(marts, "select on tables", names.reader),
      later([OWN_SCHEMA], "select on tables", names.customer),
    ],
  };
}

function roleEntries(names: RoleNames): readonly (readonly [keyof RoleNames, string])[] {
  const { owner, loader, reader, customer } = names;
  return [
    ["owner", owner],
    ["loader", loader],
    ["reader", reader],
    ["customer", customer],
  ];
}

function only({ schemas }: GrantFacts, wanted: readonly string[]): readonly string[] {
  return wanted.filter((name) => schemas.includes(name));
}

function list(names: readonly string[]): string {
  return names.map((name) => escapeIdentifier(name)).join(", ");
}
