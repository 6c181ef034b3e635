/**
 * What a credential may read: `partner` the bills of all its customers · `customer` its own bills
 * as a reseller's customer · `payer` its own bills as a direct account.
 */
export const ROLES = ["partner", "customer", "payer"] as const;

export type Role = (typeof ROLES)[number];

/** One Tencent Cloud account whose bills are loaded: who it is and what its credential may read. */
export type Account = {
  /** Names the account in every table, log line and command: `default`, or one of `BILLING_ACCOUNTS`. */
  readonly name: string;
  readonly secretId: string;
  readonly secretKey: string;
  /** The session token of a temporary credential. */
  readonly token?: string;
  /** At least one, in the order of `ROLES`. */
  readonly roles: readonly Role[];
  /** Its own UIN; always there for the roles `customer` and `payer`. */
  readonly uin?: string;
  /** Tag keys to sum the bill by, one call each; empty: the tag summary is not planned. */
  readonly tagKeys: readonly string[];
  /** For reports and FOCUS; stored beside the bills. */
  readonly displayName?: string;
  /** For reports and FOCUS; stored beside the bills. */
  readonly invoiceIssuer?: string;
};
