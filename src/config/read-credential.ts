import type { Credential } from "../domain/credential.ts";
import type { EnvReader } from "./env-reader.ts";
import { readSecret } from "./read-secret.ts";
import { redactSecret } from "./redact-value.ts";

/** The variables that one account's credential is read from; several for a token, which has three names. */
export type CredentialNames = {
  readonly SECRET_ID: string;
  readonly SECRET_KEY: string;
  readonly TOKEN: readonly string[];
};

/** Reads one account's credential; undefined where its id or its key is unset or, once reported, wrong. */
export function readCredential(reader: EnvReader, names: CredentialNames): Credential | undefined {
  const secretId = readSecret(reader, names.SECRET_ID);
  const secretKey = readSecret(reader, names.SECRET_KEY);
  const token = readToken(reader, names.TOKEN);
  if (secretId === undefined || secretKey === undefined) {
    return undefined;
  }
  return { secretId, secretKey, ...(token === undefined ? {} : { token }) };
}

function readToken(reader: EnvReader, names: readonly string[]): string | undefined {
  const found = names.flatMap((name) => {
    const value = readSecret(reader, name);
    return value === undefined ? [] : [{ name, value }];
  });
  const [first, ...others] = found;
  const different = others.find((other) => other.value !== first?.value);
  if (first !== undefined && different !== undefined) {
    const rule = `must equal ${first.name}, for both mean the same token`;
    reader.report({ variable: different.name, rule, value: redactSecret(different.value) });
  }
  return first?.value;
}
