import type { LoginKind } from "./plan-login.ts";
import type { LoginFacts } from "./read-login.ts";
import type { RoleNames } from "./role-names.ts";

const NAME_BYTES_MAX = 63;

/** What is wrong with the name of a login, before anybody is asked; empty where it will do. Pure. */
export function loginNameProblems(name: string, names: RoleNames): readonly string[] {
  if (Object.values(names).includes(name)) {
    return [`${name} is a role that logins belong to: give the login a name of its own`];
  }
  const isName = /^[A-Za-z_][A-Za-z0-9_.@-]*$/.test(name) && name.length <= NAME_BYTES_MAX;
  return isName && !/^(pg_.*|public|none)$/i.test(name)
    ? []
    : [
        `${JSON.stringify(name)} cannot be a login: up to ${NAME_BYTES_MAX} letters, digits, _ . @ and -, not beginning with a digit or pg_`,
      ];
}

// What it may use already beyond what it is asked to be held to.
const BEYOND: Readonly<Record<LoginKind, readonly string[]>> = {
  reader: ["billing", "billing_ops"],
  customer: ["billing", "billing_ops", "billing_mart", "focus"],
  loader: [],
  owner: [],
};

/** Why a role that is there cannot become such a login: it would see more than that. Pure. */
export function loginProblems(
  name: string,
  kind: LoginKind,
  { canLogin, isSuperuser, usedSchemas }: LoginFacts,
): readonly string[] {
  if (isSuperuser) {
    return [`${name} is a superuser, whom no grant holds back: give another name`];
  }
  const beyond = usedSchemas.filter((schema) => BEYOND[kind].includes(schema));
  return [
    ...(beyond.length === 0
      ? []
      : [
          `${name} may use ${beyond.join(", ")} already: take that away first (--revoke), or give another name`,
        ]),
    // Whose rows are shown is decided by who logged in, not by what that one belongs to.
    ...(kind === "customer" && !canLogin ? [`${name} is a role that nobody logs in as`] : []),
  ];
}
