export type Variable = {
  /** One line for people; the same line stands in `.env.example`. */
  readonly meaning: string;
  /** What holds where the variable is unset, as one would write it. */
  readonly defaultText?: string;
  /** May instead come from a file named by `<NAME>_FILE`, and is never shown whole. */
  readonly isSecret?: true;
};

/** What describes an account; the names are `TENCENTCLOUD_…`/`BILLING_…` for one, `BILLING_<ACCOUNT>_…` for several. */
export const ACCOUNT_VARIABLES = {
  SECRET_ID: { meaning: "SecretId of the account", isSecret: true },
  SECRET_KEY: { meaning: "SecretKey of the account", isSecret: true },
  TOKEN: { meaning: "session token, for temporary credentials only", isSecret: true },
  ROLES: {
    meaning: "what its credential may read: partner, customer, payer (comma-separated)",
    defaultText: "partner",
  },
  UIN: { meaning: "its own UIN; required for the roles customer and payer" },
  TAG_KEYS: { meaning: "tag keys to sum the bill by, comma-separated; one call for each" },
  NAME: { meaning: "its name in reports" },
  INVOICE_ISSUER: { meaning: "who sends its invoices, for reports" },
} as const satisfies Readonly<Record<string, Variable>>;

export type AccountVariable = keyof typeof ACCOUNT_VARIABLES;

/**
 * Every variable with a fixed name. A name must not read `BILLING_<X>_<account variable>`, or an
 * account called x would share it.
 */
export const VARIABLES = {
  DATABASE_URL: {
    meaning: "PostgreSQL 15 or newer, postgresql://…; unset: the embedded server, data in .data/",
    isSecret: true,
  },
  BILLING_DATABASE_PATIENCE_SECONDS: {
    meaning: "how long a run waits for a database that went away, before it ends with code 8",
    defaultText: "60",
  },
  BILLING_LOGIN_PASSWORD: {
    meaning:
      "password of the one login that `npm run grant` makes next; unset: generated and shown once",
    isSecret: true,
  },
  BILLING_JOURNAL_MONTHS: {
    meaning: "months for which every changed row is kept in the journal; 0: for good",
    defaultText: "24",
  },
  TENCENTCLOUD_SECRET_ID: ACCOUNT_VARIABLES.SECRET_ID,
  TENCENTCLOUD_SECRET_KEY: ACCOUNT_VARIABLES.SECRET_KEY,
  TENCENTCLOUD_TOKEN: ACCOUNT_VARIABLES.TOKEN,
  TENCENTCLOUD_SESSION_TOKEN: { meaning: "another name for TENCENTCLOUD_TOKEN", isSecret: true },
  TENCENTCLOUD_SECURITY_TOKEN: { meaning: "another name for TENCENTCLOUD_TOKEN", isSecret: true },
  BILLING_ROLES: ACCOUNT_VARIABLES.ROLES,
  BILLING_UIN: ACCOUNT_VARIABLES.UIN,
  BILLING_TAG_KEYS: ACCOUNT_VARIABLES.TAG_KEYS,
  BILLING_NAME: ACCOUNT_VARIABLES.NAME,
  BILLING_INVOICE_ISSUER: ACCOUNT_VARIABLES.INVOICE_ISSUER,
  BILLING_ACCOUNTS: {
    meaning: "several accounts instead of the one above: names of a-z, 0-9 and -, comma-separated",
  },
  BILLING_STREAMS: { meaning: "which streams to load; unset: all that the roles allow" },
  BILLING_OPEN_MONTHS: {
    meaning: "months that a nightly run looks at again, the current one included",
    defaultText: "2",
  },
  BILLING_CLOSE_FROM_DAY: {
    meaning: "day of the next month (UTC+8) from which a month may be closed, 5 to 28",
    defaultText: "7",
  },
  BILLING_WATCH_MONTHS: {
    meaning: "last closed months whose totals are compared once a week; 0: none",
    defaultText: "3",
  },
  BILLING_RATE_LIMITS: {
    meaning: "requests per second: service.Action=5,service.*=10,*=1; unset: the documented limits",
  },
  BILLING_CRON: {
    meaning: "when `npm start` runs a sync, as in crontab (a day of month or a day of week rings)",
    defaultText: "30 9 * * *",
  },
  BILLING_TIMEZONE: { meaning: "the time zone of BILLING_CRON", defaultText: "Asia/Shanghai" },
  BILLING_CHECK_TOLERANCES: {
    meaning: "how far sums may be apart: R3=0.00000001,R7.region=0.001; unset: as documented",
  },
  BILLING_MAX_RUN_MINUTES: {
    meaning: "ends a run in time; the next one continues it; unset: no limit",
  },
  BILLING_HTTP_ADDRESS: {
    meaning: "where `npm start` shows the report at / and answers /healthz, /readyz and /metrics",
    defaultText: "127.0.0.1:9464",
  },
  BILLING_PING_URL: {
    meaning: "dead-man service told of every run's start and end (healthchecks.io paths)",
    isSecret: true,
  },
  BILLING_TENCENT_ORIGIN: {
    meaning: "send every call here: a simulator or a recorder; unset: Tencent's own hosts",
  },
  BILLING_LOG_LEVEL: { meaning: "debug, info, warn or error", defaultText: "info" },
  BILLING_LOG_FORMAT: { meaning: "pretty or json; unset: pretty on a terminal, else json" },
} as const satisfies Readonly<Record<string, Variable>>;

export type VariableName = keyof typeof VARIABLES;

/** The prefix of an account's variables: `BILLING_MAIN_EU_` for `main-eu`. No two accounts share one. */
export function accountPrefix(accountName: string): string {
  return `BILLING_${accountName.toUpperCase().replaceAll(/[^A-Z0-9]/g, "_")}_`;
}

/** Every name that may be set, given the accounts' names: fixed ones, the accounts' own, and `_FILE` for secrets. */
export function allowedNames(accountNames: readonly string[]): ReadonlySet<string> {
  const names = namesOf("", VARIABLES);
  for (const accountName of accountNames) {
    names.push(...namesOf(accountPrefix(accountName), ACCOUNT_VARIABLES));
  }
  return new Set(names);
}

function namesOf(prefix: string, variables: Readonly<Record<string, Variable>>): string[] {
  return Object.entries(variables).flatMap(([name, variable]) =>
    variable.isSecret === true ? [prefix + name, `${prefix}${name}_FILE`] : [prefix + name],
  );
}
