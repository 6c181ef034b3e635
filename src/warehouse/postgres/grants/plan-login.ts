import { escapeIdentifier, escapeLiteral } from "pg";
import type { GrantStep } from "./grant-step.ts";
import type { LoginFacts } from "./read-login.ts";
import type { RoleNames } from "./role-names.ts";

/** The kinds of login that can be made, each named after the group role it belongs to. */
export type LoginKind = "reader" | "loader" | "owner" | "customer";

export type LoginPlan = {
  readonly name: string;
  readonly kind: LoginKind;
  readonly database: string;
  /** What it is now; undefined where it is to be made. */
  readonly login: LoginFacts | undefined;
  /** Of a login that is to be made: what is stored of its password; undefined: it gets none yet. */
  readonly verifier: string | undefined;
  /** The customers it sees from then on, and no others; for the kind customer. */
  readonly customers: readonly string[] | undefined;
};

/** What makes a login, or gives one that is there its place; its password stays then. Idempotent, pure. */
export function planLogin(plan: LoginPlan, names: RoleNames): readonly GrantStep[] {
  const { name, kind, login, verifier, customers } = plan;
  const role = escapeIdentifier(name);
  const group = names[kind];
  const isMember = login?.memberships.some((membership) => membership.group === group) === true;
  return [
    {
      says:
        login === undefined && verifier === undefined
          ? `${name} belongs to ${group}. Its password is still to be set, in psql: \\password ${role}`
          : `${name} belongs to ${group}.`,
      statements: [
        ...(login === undefined ? [createLogin(role, verifier)] : []),
        ...(isMember ? [] : [`grant ${escapeIdentifier(group)} to ${role}`]),
      ],
    },
    {
      says: "Comfort, not protection: a session may change these settings.",
      statements: settingsOf(kind).map(
        ([setting, value]) =>
          `alter role ${role} in database ${escapeIdentifier(plan.database)} set ${setting} = ${value}`,
      ),
    },
    ...(customers === undefined ? [] : [mapping(name, customers)]),
  ];
}

function createLogin(role: string, verifier: string | undefined): string {
  const password = verifier === undefined ? "" : ` password ${escapeLiteral(verifier)}`;
  return `create role ${role} login${password}`;
}

function settingsOf(kind: LoginKind): readonly (readonly [setting: string, value: string])[] {
  if (kind === "loader" || kind === "owner") {
    return [];
  }
  return [
    ["default_transaction_read_only", "on"],
    ["statement_timeout", "'60s'"],
    ["timezone", "'Asia/Shanghai'"],
    ["search_path", kind === "customer" ? "billing_own" : "billing_mart, focus"],
  ];
}

function mapping(name: string, customers: readonly string[]): GrantStep {
  const login = escapeLiteral(name);
  const uins = customers.map((uin) => escapeLiteral(uin)).join(", ");
  return {
    says: `${name} sees these customers only.`,
    statements: [
      `delete from billing_ops.customer_login where login = ${login} and customer_uin not in (${uins})`,
      `insert into billing_ops.customer_login (login, customer_uin) select ${login}, unnest(array[${uins}]) on conflict do nothing`,
    ],
  };
}

/** What takes everything away from a login that `planLogin` gave it. The login itself stays. Pure. */
export function planRevoke(
  name: string,
  login: LoginFacts | undefined,
  isSince16: boolean,
): readonly GrantStep[] {
  const role = escapeIdentifier(name);
  return [
    {
      says: `${name} belongs to none of the roles any more.`,
      // Since 16 a membership is taken back from the one who gave it, and who that was may differ.
      statements: (login?.memberships ?? []).map(
        ({ group, grantor }) =>
          `revoke ${escapeIdentifier(group)} from ${role}${isSince16 ? ` granted by ${escapeIdentifier(grantor)}` : ""}`,
      ),
    },
    {
      says: `${name} sees no customers any more.`,
      statements: [`delete from billing_ops.customer_login where login = ${escapeLiteral(name)}`],
    },
  ];
}
