import { z } from "zod";
import { ROLES, type Account, type Role } from "../domain/account.ts";
import { closestName } from "./closest-name.ts";
import type { EnvReader } from "./env-reader.ts";
import { ACCOUNT_VARIABLES, type AccountVariable } from "./known-variables.ts";
import { type CredentialNames, readCredential } from "./read-credential.ts";
import { isSecretSet } from "./read-secret.ts";
import { redactText } from "./redact-value.ts";

/** The names under which one account's variables are read. */
export type AccountNames = CredentialNames &
  Readonly<Record<Exclude<AccountVariable, keyof CredentialNames>, string>>;

const UIN = z.string().regex(/^\d{6,20}$/, "must be an account's UIN: 6 to 20 digits");

export type AccountSource = {
  readonly name: string;
  readonly variables: AccountNames;
  /** Whether the account must be there, even where none of its variables is set. */
  readonly isListed: boolean;
};

/** Reads one account; undefined where nothing or, once reported, not enough is set for one. */
export function readAccount(reader: EnvReader, source: AccountSource): Account | undefined {
  const { name, variables } = source;
  const credential = readCredential(reader, variables);
  const roles = readRoles(reader, variables.ROLES);
  const uin = reader.parsed(variables.UIN, UIN);
  const tagKeys = reader.list(variables.TAG_KEYS) ?? [];
  const displayName = reader.text(variables.NAME);
  const invoiceIssuer = reader.text(variables.INVOICE_ISSUER);

  // Without any part of a credential there is no account, and nothing that one would need.
  if (source.isListed || hasCredential(reader, variables)) {
    reportMissing(reader, source, roles);
  }
  if (credential === undefined) {
    return undefined;
  }
  return {
    name,
    ...credential,
    roles,
    tagKeys,
    ...(uin === undefined ? {} : { uin }),
    ...(displayName === undefined ? {} : { displayName }),
    ...(invoiceIssuer === undefined ? {} : { invoiceIssuer }),
  };
}

function hasCredential(reader: EnvReader, variables: AccountNames): boolean {
  return [variables.SECRET_ID, variables.SECRET_KEY, ...variables.TOKEN].some((variable) =>
    isSecretSet(reader, variable),
  );
}

function reportMissing(reader: EnvReader, source: AccountSource, roles: readonly Role[]): void {
  const { name, variables } = source;
  const needed = new Map([
    [variables.SECRET_ID, `is required for the account ${name}`],
    [variables.SECRET_KEY, `is required for the account ${name}`],
  ]);
  const ownRoles = roles.filter((role) => role !== "partner");
  if (ownRoles.length > 0) {
    needed.set(
      variables.UIN,
      `is required for ${ownRoles.length === 1 ? "the role" : "the roles"} ${ownRoles.join(" and ")}`,
    );
  }
  for (const [variable, rule] of needed) {
    if (!isSecretSet(reader, variable)) {
      reader.report({ variable, rule });
    }
  }
}

function readRoles(reader: EnvReader, variable: string): readonly Role[] {
  const words = reader.list(variable) ?? [ACCOUNT_VARIABLES.ROLES.defaultText];
  for (const word of words) {
    if (!ROLES.some((role) => role === word)) {
      const guess = closestName(word, ROLES);
      reader.report({
        variable,
        rule: `must name roles out of ${ROLES.join(", ")}`,
        value: redactText(word),
        ...(guess === undefined ? {} : { hint: `did you mean ${guess}?` }),
      });
    }
  }
  return ROLES.filter((role) => words.includes(role));
}
