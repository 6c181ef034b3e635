import type { CredentialReader } from "../domain/credential.ts";
import { createEnvReader, type Environment } from "./env-reader.ts";
import { accountVariables } from "./read-accounts.ts";
import { readCredential } from "./read-credential.ts";

/**
 * A reader of credentials that the configuration has accepted before: those of which a part lies in a
 * file may have been rotated since. `readFile` gives a file's text or throws.
 */
export function createCredentialReader(
  env: Environment,
  readFile: (path: string) => string,
): CredentialReader {
  return (account) => {
    const reader = createEnvReader(env, readFile);
    const names = accountVariables(reader, account);
    const all = [names.SECRET_ID, names.SECRET_KEY, ...names.TOKEN];
    if (!all.some((name) => reader.isSet(`${name}_FILE`))) {
      return { kind: "fixed" };
    }
    const credential = readCredential(reader, names);
    return credential === undefined || reader.problems.length > 0
      ? { kind: "unreadable", problem: reader.problems.map(problemText).join("; ") }
      : { kind: "read", credential };
  };
}

function problemText({ variable, rule }: { variable: string; rule: string }): string {
  return `${variable} ${rule}`;
}
