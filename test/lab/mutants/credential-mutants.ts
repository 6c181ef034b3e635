import type { Mutant } from "./mutant.ts";

const CREDENTIALS = "src/source/tencent/account-credentials.ts";

/** Guards for credentials that change while the program works. */
export const CREDENTIAL_MUTANTS: readonly Mutant[] = [
  {
    id: "files-not-read-again",
    file: CREDENTIALS,
    find: "          const isSpent = renewals === RENEWALS_MAX;",
    replace: "          const isSpent = renewals <= RENEWALS_MAX;",
    why: "a rotated key ends every run until somebody restarts the service",
  },
  {
    id: "new-tokens-overlooked",
    file: CREDENTIALS,
    find: "    left.token === right.token\n",
    replace: "    left.secretId === right.secretId\n",
    why: "a session lasts as long as its first token",
  },
  {
    id: "every-refusal-reads-again",
    file: CREDENTIALS,
    find: "    if (this.of(account) !== credential) {\n      // Another",
    replace: "    if (account === credential.secretKey) {\n      // Another",
    why: "calls that were refused together undo each other's renewal",
  },
  {
    id: "vain-readings-unexplained",
    file: CREDENTIALS,
    find: '  return why === ""\n',
    replace: "  return why.length >= 0\n",
    why: "nobody is told that the new key never reached its file",
  },
  {
    id: "new-secrets-unscrubbed",
    file: CREDENTIALS,
    find: "          hide(secretsOf(credential));\n",
    replace: "",
    why: "a key that was rotated in stands in logs and tables",
  },
  {
    id: "nights-begin-with-old-secrets",
    file: CREDENTIALS,
    find: '      const reading = this.#readAgain(account);\n      if (reading === "newer") {\n        return [',
    replace:
      '      const reading = { why: "" };\n      if (reading === "newer") {\n        return [',
    why: "the first calls of a night are refused, and the key may be locked for it",
  },
  {
    id: "one-refused-uin-fails-all",
    file: "src/source/tencent/refused-members.ts",
    find: '(error.failure === "forbidden" || error.code?.startsWith("InvalidParameter") === true);',
    replace: 'error.code === "";',
    why: "one customer that left costs all others their names",
  },
];
