import { readFileSync } from "node:fs";
import { ConfigError } from "../config/config-error.ts";
import { createEnvReader } from "../config/env-reader.ts";
import { readSecret } from "../config/read-secret.ts";

/** The variable that a new login's password may come from. */
export const LOGIN_PASSWORD = "BILLING_LOGIN_PASSWORD";

const LENGTH_MIN = 12;

/**
 * The password that a new login is to have, from its variable or the file that its `_FILE` names;
 * undefined where unset. Throws a `ConfigError` that does not tell it.
 */
export function readLoginPassword(
  env: Readonly<Record<string, string | undefined>>,
): string | undefined {
  const reader = createEnvReader(env, (path) => readFileSync(path, "utf8"));
  const password = readSecret(reader, LOGIN_PASSWORD);
  if (password !== undefined && password.length < LENGTH_MIN) {
    reader.report({
      variable: LOGIN_PASSWORD,
      rule: `must have at least ${LENGTH_MIN} characters`,
      hint: "leave it out, and one is generated",
    });
  }
  if (reader.problems.length > 0) {
    throw new ConfigError(reader.problems);
  }
  return password;
}
