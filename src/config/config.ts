import type { Account } from "../domain/account.ts";
import type { CheckTolerances } from "../domain/check.ts";
import type { MonthRules } from "../domain/month-state.ts";
import type { RateLimits } from "./rate-limits.ts";

export type DatabaseConfig =
  | { readonly kind: "embedded" }
  | { readonly kind: "url"; readonly url: string };

type LogLevel = "debug" | "info" | "warn" | "error";

type LogFormat = "pretty" | "json";

export type HttpAddress = {
  /** A name or an address; IPv6 without its brackets. */
  readonly host: string;
  /** 0: any free port. */
  readonly port: number;
};

/** Everything that can be configured, checked and complete. */
export type Config = {
  readonly database: DatabaseConfig;
  /** How long a run waits for a database that went away; 0: not at all. */
  readonly databasePatienceMs: number;
  /** For how many whole months the journal of changes is kept; 0: for good. */
  readonly journalMonths: number;
  /** May be empty: some commands need none. `requireAccounts` says so for those that do. */
  readonly accounts: readonly Account[];
  /** The streams to load; undefined: all that the roles allow. */
  readonly streams: readonly string[] | undefined;
  /** How many months a nightly run looks at again, the current one included. */
  readonly openMonths: number;
  readonly monthRules: MonthRules;
  readonly rateLimits: RateLimits;
  readonly checkTolerances: CheckTolerances;
  readonly cron: string;
  readonly timezone: string;
  readonly maxRunMinutes?: number;
  readonly httpAddress: HttpAddress;
  readonly pingUrl?: string;
  /** Scheme, host and port without a path or a slash at the end. */
  readonly tencentOrigin?: string;
  readonly log: { readonly level: LogLevel; readonly format?: LogFormat };
  /** Every secret value, for the scrubber: credentials, the database's password, the ping URL. */
  readonly secrets: readonly string[];
};
