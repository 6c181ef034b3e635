import type { LoginFacts } from "./read-login.ts";
import type { LoginKind, RoleNames } from "./role-names.ts";

const NAME_BYTES_MAX = 63;

/** What is wrong with the name of a login, before anybody is asked; empty where it will do. Pure. */
export function loginNameProblems(name: string, names: RoleNames): readonly string[] {
  if (Object.values(names).includes(name)) {
    return [`${name} is a role that logins belong to: give the login a name of its own`];
  }
  const isName = /^[A-Za-z_][A-Za-z0-9_.@-]*$/.test(name) && fits(name);
  return isName && !/^(pg_.*|public|none)$/i.test(name)
    ? []
    : [
        `${JSON.stringify(name)} cannot be a login: up to ${NAME_BYTES_MAX} letters, digits, _ . @ and -, not beginning with a digit or pg_`,
      ];
}

/** The same of a login that others may have made: PostgreSQL cuts a longer name, to that of another. Pure. */
export function revokedNameProblems(name: string): readonly string[] {
  return name !== "" && fits(name)
    ? []
    : [`${JSON.stringify(name)} is no login: names have 1 to ${NAME_BYTES_MAX} bytes`];
}

function fits(name: string): boolean {
  return Buffer.byteLength(name) <= NAME_BYTES_MAX;
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
  { canLogin, isSuperuser, usedSchemas, powers }: LoginFacts,
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
    ...(powers.length === 0 || kind === "loader" || kind === "owner"
      ? []
      : [
          `${name} has ${powers.join(", ")}, which no grant holds back: take that away first, or give another name`,
        ]),
    // Whose rows are shown is decided by who logged in, not by what that one belongs to.
    ...(kind === "customer" && !canLogin ? [`${name} is a role that nobody logs in as`] : []),
  ];
}

/**
 * Why a login of some customers cannot become one of another kind: it would see all of them, without
 * anybody having said so. `customers` are those given to the name now. Pure.
 */
export function wideningProblems(
  { name, kind }: { readonly name: string; readonly kind: LoginKind },
  login: LoginFacts | undefined,
  { names, customers }: { readonly names: RoleNames; readonly customers: readonly string[] },
): readonly string[] {
  const isCustomer =
    customers.length > 0 ||
    login?.memberships.some(({ group }) => group === names.customer) === true;
  return isCustomer && kind !== "customer"
    ? [
        `${name} sees some customers only, and would see all: take that away first (--revoke ${name})`,
      ]
    : [];
}
