import type { Account } from "./account.ts";

/** What an account's calls are signed with. */
export type Credential = Pick<Account, "secretId" | "secretKey" | "token">;

/** The parts of a credential: no output may show any of them. */
export function secretsOf({ secretId, secretKey, token }: Credential): readonly string[] {
  return token === undefined ? [secretId, secretKey] : [secretId, secretKey, token];
}

/**
 * What looking for an account's credential once more came to: `fixed` nothing of it can have changed
 * while this process lives · `read` what it is now, changed or not · `unreadable` it is missing, or
 * only half there; `problem` says why, without any part of it.
 */
export type CredentialReading =
  | { readonly kind: "fixed" }
  | { readonly kind: "read"; readonly credential: Credential }
  | { readonly kind: "unreadable"; readonly problem: string };

/** Reads the credential of the account of this name anew from where it is kept. Never throws. */
export type CredentialReader = (account: string) => CredentialReading;
