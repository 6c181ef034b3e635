import type { ClientBase } from "pg";
import { type GrantStep, renderSteps } from "../warehouse/postgres/grants/grant-step.ts";
import { missingRights } from "../warehouse/postgres/grants/missing-rights.ts";
import { planRoleGrants } from "../warehouse/postgres/grants/plan-role-grants.ts";
import {
  type GrantFacts,
  readGrantFacts,
  readSchemaOwner,
} from "../warehouse/postgres/grants/read-grant-facts.ts";
import { prefixOf, type RoleNames, roleNames } from "../warehouse/postgres/grants/role-names.ts";
import { roleProblems } from "../warehouse/postgres/grants/role-problems.ts";
import { GrantUsageError } from "./grant-usage-error.ts";
import {
  type LoginContext,
  type LoginSteps,
  type MadeLogin,
  type MakeLogin,
  planLoginRequest,
  planRevokeRequest,
} from "./plan-login-request.ts";

/** What is to be granted: the roles and what they may do, a login, or nothing to a login any more. */
export type GrantRequest =
  | { readonly kind: "roles" }
  | { readonly kind: "login"; readonly login: MakeLogin }
  | { readonly kind: "revoke"; readonly name: string };

export type GrantOutcome = {
  readonly names: RoleNames;
  /**
   * What was run, or could be by somebody else: a script for psql. A password that is generated is not
   * in it, in whatever form.
   */
  readonly script: string;
  /** What became of the roles; undefined where a login alone was asked for and they were there. */
  readonly roles: GrantedRoles | undefined;
  /** The login asked for. */
  readonly login: MadeLogin | undefined;
};

export type GrantedRoles = {
  /** Which of them were made. */
  readonly made: readonly string[];
  /** How many schemas, tables, views and functions changed their owner. */
  readonly movedObjects: number;
  /** What the connected role may not do and can do without, one sentence each. */
  readonly notes: readonly string[];
};

export type GrantPlan = {
  readonly outcome: GrantOutcome;
  readonly steps: readonly GrantStep[];
  /** What the connected role lacks, one sentence each. */
  readonly missing: readonly string[];
};

export type PlanGrantOptions = {
  readonly request: GrantRequest;
  /** What the roles' names begin with; undefined: as they are in this database, else nothing. */
  readonly prefix: string | undefined;
} & Pick<LoginContext, "databaseUrl" | "password" | "salt">;

/** What there is to do. Throws a `GrantUsageError` where it cannot be meant. Changes nothing. */
export async function planGrant(
  client: ClientBase,
  { request, prefix, ...context }: PlanGrantOptions,
): Promise<GrantPlan> {
  const names = roleNames(await prefixFor(client, prefix));
  const facts = await readGrantFacts(client, names);
  const problems = request.kind === "revoke" ? [] : roleProblems(facts);
  if (problems.length > 0) {
    throw new GrantUsageError(problems);
  }
  const login = await planRequest(request, { client, facts, names, ...context });
  const hasRoles =
    request.kind === "roles" || (request.kind === "login" && !areThere(facts, names));
  const roles = hasRoles ? planRoles(facts, names) : NO_ROLES;
  return {
    steps: [...roles.steps, ...login.steps],
    missing: [...roles.missing, ...login.missing],
    outcome: {
      names,
      script: renderSteps([...roles.steps, ...login.scriptSteps]),
      roles: roles.granted,
      login: login.login,
    },
  };
}

async function planRequest(request: GrantRequest, context: LoginContext): Promise<LoginSteps> {
  switch (request.kind) {
    case "roles":
      return { steps: [], scriptSteps: [], missing: [], login: undefined };
    case "login":
      return await planLoginRequest(request.login, context);
    case "revoke":
      return await planRevokeRequest(request.name, context);
  }
}

type RoleSteps = Pick<GrantPlan, "steps" | "missing"> & {
  readonly granted: GrantedRoles | undefined;
};

const NO_ROLES: RoleSteps = { steps: [], missing: [], granted: undefined };

function planRoles(facts: GrantFacts, names: RoleNames): RoleSteps {
  const granted: GrantedRoles = {
    made: Object.values(names).filter((name) => !facts.groups.includes(name)),
    movedObjects: facts.strays.length,
    notes: notesOn(facts),
  };
  return {
    steps: planRoleGrants(facts, names),
    missing: missingRights(facts, names),
    granted,
  };
}

async function prefixFor(client: ClientBase, given: string | undefined): Promise<string> {
  const found = prefixOf(await readSchemaOwner(client));
  if (given !== undefined && found !== undefined && given !== found) {
    throw new GrantUsageError([
      `--prefix ${JSON.stringify(given)}: the roles of this database are there, named ${roleNames(found).owner} and so on`,
    ]);
  }
  return given ?? found ?? "";
}

/** Whether the roles were made for this database: for a login alone nothing else need be touched. */
function areThere({ groups, strays }: GrantFacts, names: RoleNames): boolean {
  return strays.length === 0 && Object.values(names).every((name) => groups.includes(name));
}

function notesOn({ isSuperuser, publicSchema, areLocksOpen, role }: GrantFacts): readonly string[] {
  return [
    ...(publicSchema === "open, not ours"
      ? [
          `everybody may still make tables in schema public, which ${role} may not end: its owner runs REVOKE CREATE ON SCHEMA public FROM PUBLIC`,
        ]
      : []),
    ...(isSuperuser || !areLocksOpen
      ? []
      : [
          "every login may still take advisory locks, and hold up the nightly run with them: a superuser ends that by npm run grant with a DATABASE_URL of its own",
          "everybody may still make large objects, which hold no bill: only a superuser could end that",
        ]),
  ];
}
