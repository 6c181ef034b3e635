import type { GrantFailure } from "../app/grant-failure.ts";
import type { GrantedRoles, GrantOutcome } from "../app/plan-grant.ts";
import type { MadeLogin } from "../app/plan-login-request.ts";
import { LOGIN_PASSWORD } from "../app/read-login-password.ts";

type Names = GrantOutcome["names"];

/** What a grant did, for people; the password of a new login is in it. Pure. */
export function renderGrant({ names, roles, login }: GrantOutcome): string {
  const lines = [
    ...(roles === undefined ? [] : roleLines(roles, names)),
    ...(login === undefined ? [] : loginLines(login, names)),
    ...(roles?.notes ?? []).map((note) => `Note: ${note}.`),
    ...(login === undefined ? ["A login for a BI tool: npm run grant -- --reader <name>"] : []),
  ];
  return `${lines.join("\n")}\n`;
}

function roleLines({ made, movedObjects }: GrantedRoles, names: Names): readonly string[] {
  const { owner, loader, reader, customer } = names;
  const said = (name: string): string => (made.includes(name) ? "made" : "renewed");
  const moved = movedObjects === 1 ? "1 object" : `${movedObjects.toLocaleString("en-US")} objects`;
  return [
    `${owner} owns the schemas and migrates: ${said(owner)}.`,
    ...(movedObjects === 0 ? [] : [`  ${moved} came to belong to it.`]),
    `${loader} writes bills and bookkeeping: ${said(loader)}.`,
    `${reader} reads billing_mart and focus: ${said(reader)}.`,
    `${customer} reads billing_own, each login its own rows: ${said(customer)}.`,
  ];
}

const DOES: Readonly<Record<NonNullable<MadeLogin["kind"]>, string>> = {
  reader: "reads the schemas billing_mart and focus",
  loader: "writes bills and bookkeeping",
  owner: "migrates",
  customer: "reads the schema billing_own",
};

function loginLines(login: MadeLogin, names: Names): readonly string[] {
  const { name, kind, isNew, password, url, customers } = login;
  if (kind === undefined) {
    return revokedLines(login);
  }
  const sees = kind === "customer" ? `, of ${customers.join(", ")} only` : "";
  return [
    `${name} belongs to ${names[kind]}: it ${DOES[kind]}${sees}.`,
    ...(isNew ? [] : ["It was there: its password stays."]),
    ...(password === undefined ? [] : [`password  ${password}   (shown this once)`]),
    ...(isNew && password === undefined ? [`Its password is that of ${LOGIN_PASSWORD}.`] : []),
    ...(url === undefined ? [] : [`url       ${url}`]),
  ];
}

function revokedLines({ name, customers }: MadeLogin): readonly string[] {
  const saw =
    customers.length === 0 ? "" : ` and sees no customers (it saw ${customers.join(", ")})`;
  return [
    `${name} belongs to none of the roles any more${saw}.`,
    `The login is still there; to drop it: DROP ROLE "${name}"`,
  ];
}

/** What the connected role lacks, and that a script follows for somebody who may. Pure. */
export function refusalText({ missing }: GrantFailure): string {
  return [
    "Nothing was granted, for the role of DATABASE_URL may not:",
    ...missing.map((sentence) => `  ${sentence}`),
    "A superuser, or a role that has these rights, can run what follows in psql, or npm run grant with",
    "its own DATABASE_URL. On a managed server that is the account its provider made first.",
    "",
    "",
  ].join("\n");
}
