import type { Account } from "../domain/account.ts";
import { readAccount, type AccountNames } from "./account-config.ts";
import type { EnvReader } from "./env-reader.ts";
import { accountPrefix } from "./known-variables.ts";
import { isSecretSet } from "./read-secret.ts";
import { redactText } from "./redact-value.ts";

const SINGLE_ACCOUNT: AccountNames = {
  SECRET_ID: "TENCENTCLOUD_SECRET_ID",
  SECRET_KEY: "TENCENTCLOUD_SECRET_KEY",
  TOKEN: ["TENCENTCLOUD_TOKEN", "TENCENTCLOUD_SESSION_TOKEN", "TENCENTCLOUD_SECURITY_TOKEN"],
  ROLES: "BILLING_ROLES",
  UIN: "BILLING_UIN",
  TAG_KEYS: "BILLING_TAG_KEYS",
  NAME: "BILLING_NAME",
  INVOICE_ISSUER: "BILLING_INVOICE_ISSUER",
};

const ACCOUNT_NAME = /^[a-z0-9]+(-+[a-z0-9]+)*$/;

/** The names in `BILLING_ACCOUNTS` as they stand there, right or wrong; empty where it is unset. */
export function readAccountNames(reader: EnvReader): readonly string[] {
  const words = reader.text("BILLING_ACCOUNTS")?.split(",") ?? [];
  return words.map((word) => word.trim()).filter((word) => word !== "");
}

/**
 * Reads the accounts: those that `accountNames` lists, else the one of `TENCENTCLOUD_SECRET_ID`,
 * named `default`. An account whose credential is not complete is reported and left out.
 */
export function readAccounts(
  reader: EnvReader,
  accountNames: readonly string[],
): readonly Account[] {
  if (!reader.isSet("BILLING_ACCOUNTS")) {
    const account = readAccount(reader, {
      name: "default",
      variables: SINGLE_ACCOUNT,
      isListed: false,
    });
    return account === undefined ? [] : [account];
  }
  reportMixture(reader);
  reportNames(reader, accountNames);
  return [...new Set(accountNames)]
    .filter((name) => ACCOUNT_NAME.test(name))
    .flatMap(
      (name) => readAccount(reader, { name, variables: variablesOf(name), isListed: true }) ?? [],
    );
}

/** Both ways at once would leave open whether the single account counts; its other variables would be ignored. */
function reportMixture(reader: EnvReader): void {
  for (const variable of Object.values(SINGLE_ACCOUNT).flat()) {
    if (isSecretSet(reader, variable)) {
      const hint = "give each account its own variables, or unset BILLING_ACCOUNTS";
      reader.report({ variable, rule: "cannot be set together with BILLING_ACCOUNTS", hint });
    }
  }
}

function reportNames(reader: EnvReader, names: readonly string[]): void {
  const variable = "BILLING_ACCOUNTS";
  if (names.length === 0) {
    reader.report({ variable, rule: "must name at least one account" });
  }
  for (const [index, name] of names.entries()) {
    if (!ACCOUNT_NAME.test(name)) {
      const rule = "a name must be of a-z, 0-9 and -, with a letter or digit at both ends";
      reader.report({ variable, rule, value: redactText(name) });
    } else if (names.indexOf(name) !== index) {
      reader.report({ variable, rule: "must name each account once", value: name });
    }
  }
}

/** The names that the account's variables are read under, in an environment that lists accounts or has the one. */
export function accountVariables(reader: EnvReader, accountName: string): AccountNames {
  return reader.isSet("BILLING_ACCOUNTS") ? variablesOf(accountName) : SINGLE_ACCOUNT;
}

function variablesOf(accountName: string): AccountNames {
  const prefix = accountPrefix(accountName);
  return {
    SECRET_ID: `${prefix}SECRET_ID`,
    SECRET_KEY: `${prefix}SECRET_KEY`,
    TOKEN: [`${prefix}TOKEN`],
    ROLES: `${prefix}ROLES`,
    UIN: `${prefix}UIN`,
    TAG_KEYS: `${prefix}TAG_KEYS`,
    NAME: `${prefix}NAME`,
    INVOICE_ISSUER: `${prefix}INVOICE_ISSUER`,
  };
}
