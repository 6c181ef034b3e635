import { escapeIdentifier, escapeLiteral } from "pg";
import type { GrantStep } from "./grant-step.ts";
import { type LoginPlace, loginSettings, resetSettings } from "./login-settings.ts";
import type { LoginKind, RoleNames } from "./role-names.ts";

export type LoginPlan = LoginPlace & {
  readonly kind: LoginKind;
  /** Whether the server is PostgreSQL 16 or newer. */
  readonly isSince16: boolean;
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
        ...(isMember ? [] : [`grant ${escapeIdentifier(group)} to ${role}${heldTo(plan)}`]),
      ],
    },
    {
      says: "Comfort, not protection: a session may change these settings.",
      statements: loginSettings(plan, kind),
    },
    ...(customers === undefined ? [] : [mapping(name, customers)]),
  ];
}

function createLogin(role: string, verifier: string | undefined): string {
  const password = verifier === undefined ? "" : ` password ${escapeLiteral(verifier)}`;
  return `create role ${role} login${password}`;
}

// Who became the group role could leave objects of its own behind. The owner must be able to: what it
// makes is the group role's.
function heldTo({ kind, isSince16 }: LoginPlan): string {
  return isSince16 && kind !== "owner" ? " with inherit true, set false" : "";
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
  place: LoginPlace,
  { isSince16 }: Pick<LoginPlan, "isSince16">,
): readonly GrantStep[] {
  const { name, login } = place;
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
    { says: "Its settings go with them.", statements: resetSettings(place) },
    {
      says: `${name} sees no customers any more.`,
      statements: [`delete from billing_ops.customer_login where login = ${escapeLiteral(name)}`],
    },
  ];
}
