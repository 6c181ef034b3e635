import { AccountError } from "../../domain/account-error.ts";
import type { Account } from "../../domain/account.ts";
import { type Credential, type CredentialReader, secretsOf } from "../../domain/credential.ts";

/** What a look at an account's files, before anybody refused anything, came to. */
export type CredentialChange = {
  readonly account: string;
  /** Why the files could not be read, and what was held before stays; absent where it was replaced. */
  readonly problem?: string;
};

/** Makes a call; `assertCurrent` throws where `credential` was replaced since. */
type CredentialUse<T> = (credential: Credential, assertCurrent: () => void) => Promise<T>;

/**
 * How often one call goes on with a newer credential. Twice, since the parts of one may lie in several
 * files: a look between two of their writes finds a pair that does not belong together.
 */
const RENEWALS_MAX = 2;

const NEVER_CHANGES: CredentialReader = () => ({ kind: "fixed" });

/**
 * What each account's calls are signed with, now. Credentials that lie in files are rotated while
 * runs last, and while the service goes on for months: when one is refused, its files are read
 * again, once for all the calls that were refused with it.
 */
export class AccountCredentials {
  readonly #read: CredentialReader;
  readonly #current: Map<string, Credential>;
  /** By account: the refused credential that its files had nothing newer than, and what they said. */
  readonly #inVain = new Map<string, { readonly refused: Credential; readonly why: string }>();
  readonly #listeners: ((secrets: readonly string[]) => void)[] = [];

  /** Without `read` the accounts keep the credentials that they came with. */
  constructor(accounts: readonly Account[], read: CredentialReader = NEVER_CHANGES) {
    this.#read = read;
    this.#current = new Map(accounts.map((account) => [account.name, account]));
  }

  /** What the next call is signed with; the same object until it is replaced. */
  of(account: string): Credential {
    const credential = this.#current.get(account);
    if (credential === undefined) {
      throw new Error(`no account ${account} is configured`);
    }
    return credential;
  }

  /** Tells `hide` every secret at once, and each new one before a call is signed with it. */
  tellSecrets(hide: (secrets: readonly string[]) => void): void {
    this.#listeners.push(hide);
    hide([...this.#current.values()].flatMap(secretsOf));
  }

  /**
   * Runs `use` with the account's credential, and once more with a newer one where that is refused or
   * was replaced meanwhile. `onRenewed` is told where this call's refusal brought the newer one in.
   * Throws what `use` throws; an `AccountError` then says in its hint what the files held.
   */
  async use<T>(account: string, use: CredentialUse<T>, onRenewed: () => void): Promise<T> {
    for (let renewals = 0; ;) {
      const credential = this.of(account);
      try {
        return await use(credential, () => {
          if (this.of(account) !== credential) {
            throw new ReplacedError();
          }
        });
      } catch (error) {
        if (error instanceof AccountError) {
          const isSpent = renewals === RENEWALS_MAX;
          this.#renewOrThrow(account, { credential, error, isSpent, onRenewed });
          renewals += 1;
        } else if (!(error instanceof ReplacedError)) {
          throw error;
        }
      }
    }
  }

  /** Reads every account's files, refused or not; returns the accounts whose credential is not as before. */
  refresh(): readonly CredentialChange[] {
    this.#inVain.clear();
    return [...this.#current.keys()].flatMap((account) => {
      const reading = this.#readAgain(account);
      if (reading === "newer") {
        return [{ account }];
      }
      return reading.problem === undefined ? [] : [{ account, problem: reading.problem }];
    });
  }

  #renewOrThrow(account: string, refusal: Refusal): void {
    const { credential, error, onRenewed } = refusal;
    if (refusal.isSpent) {
      throw explained(
        error,
        "its files were read again, and what they hold now is refused as well",
      );
    }
    if (this.of(account) !== credential) {
      // Another call was refused earlier, and has seen to it.
      return;
    }
    const known = this.#inVain.get(account);
    if (known?.refused === credential) {
      throw explained(error, known.why);
    }
    const reading = this.#readAgain(account);
    if (reading === "newer") {
      onRenewed();
      return;
    }
    this.#inVain.set(account, { refused: credential, why: reading.why });
    throw explained(error, reading.why);
  }

  #readAgain(account: string): "newer" | { readonly why: string; readonly problem?: string } {
    const reading = this.#read(account);
    switch (reading.kind) {
      case "fixed":
        return { why: "" };
      case "unreadable": {
        const { problem } = reading;
        return { why: `its files could not be read again: ${problem}`, problem };
      }
      case "read": {
        const { credential } = reading;
        if (isSame(credential, this.of(account))) {
          return { why: "its files were read again and hold the same as before" };
        }
        for (const hide of this.#listeners) {
          hide(secretsOf(credential));
        }
        this.#current.set(account, credential);
        return "newer";
      }
    }
  }
}

type Refusal = {
  /** What the refused call was signed with. */
  readonly credential: Credential;
  readonly error: AccountError;
  /** Whether this call has tried often enough. */
  readonly isSpent: boolean;
  readonly onRenewed: () => void;
};

/** The credential was replaced while its call waited for a slot: it has not left. */
class ReplacedError extends Error {}

function isSame(left: Credential, right: Credential): boolean {
  return (
    left.secretId === right.secretId &&
    left.secretKey === right.secretKey &&
    left.token === right.token
  );
}

function explained(error: AccountError, why: string): AccountError {
  const { message, code, requestId, hint = "" } = error;
  return why === ""
    ? error
    : new AccountError(message, { code, requestId, cause: error, hint: `${hint} (${why})` });
}
