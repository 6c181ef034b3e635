import { z } from "zod";
import type { DatabaseConfig } from "./config.ts";
import type { EnvReader } from "./env-reader.ts";
import { VARIABLES } from "./known-variables.ts";
import { readSecret } from "./read-secret.ts";
import { redactUrl } from "./redact-value.ts";

/** The database, and what of its URL must never be shown. */
export type DatabaseSettings = {
  readonly database: DatabaseConfig;
  /** The password as written and as decoded; empty where there is none, or where it is no secret. */
  readonly secrets: readonly string[];
};

/** Reads `DATABASE_URL`; the embedded server where it is unset or, once reported, wrong. */
export function readDatabase(reader: EnvReader): DatabaseSettings {
  const text = readSecret(reader, "DATABASE_URL");
  if (text === undefined) {
    return { database: { kind: "embedded" }, secrets: [] };
  }
  const url = parsePostgresUrl(text);
  if (url === undefined || !isDecodable(url)) {
    reader.report({
      variable: "DATABASE_URL",
      rule: "must be a postgresql:// or postgres:// URL",
      value: redactUrl(text),
      hint: "postgresql://user:password@host:5432/database; percent-encode other characters than letters and digits in the password",
    });
    return { database: { kind: "embedded" }, secrets: [] };
  }
  return { database: { kind: "url", url: text }, secrets: passwordsOf(url) };
}

/** A day. Longer than that nobody waits for a nightly run. */
const PATIENCE_SECONDS_MAX = 86_400;

/** Reads how long a database may be away, in milliseconds; 0 where it is, once reported, wrong. */
export function readDatabasePatience(reader: EnvReader): number {
  const name = "BILLING_DATABASE_PATIENCE_SECONDS";
  const rule = `must be a number of seconds from 0 to ${PATIENCE_SECONDS_MAX}`;
  const schema = z
    .string()
    .regex(/^\d+(\.\d+)?$/, rule)
    .transform(Number)
    .pipe(z.number(rule).max(PATIENCE_SECONDS_MAX, rule));
  return (reader.parsed(name, schema, VARIABLES[name].defaultText) ?? 0) * 1000;
}

/** A hundred years. */
const JOURNAL_MONTHS_MAX = 1_200;

/** Reads for how many months the journal is kept; 0 where it is for good or, once reported, wrong. */
export function readJournalMonths(reader: EnvReader): number {
  const name = "BILLING_JOURNAL_MONTHS";
  const rule = `must be a whole number of months from 0 to ${JOURNAL_MONTHS_MAX}`;
  const schema = z
    .string()
    .regex(/^\d+$/, rule)
    .transform(Number)
    .pipe(z.int(rule).max(JOURNAL_MONTHS_MAX, rule));
  return reader.parsed(name, schema, VARIABLES[name].defaultText) ?? 0;
}

function parsePostgresUrl(text: string): URL | undefined {
  if (!/^postgres(ql)?:\/\//i.test(text)) {
    return undefined;
  }
  // `user:password@/db?host=/socket` has no host: the driver accepts it, the URL standard does not.
  return URL.parse(text) ?? URL.parse(text.replace("@/", "@socket/")) ?? undefined;
}

/** A lone `%` parses, and then breaks the driver when it decodes the password. */
function isDecodable(url: URL): boolean {
  try {
    decodeURIComponent(url.username + url.password + url.pathname);
    return true;
  } catch {
    return false;
  }
}

function passwordsOf(url: URL): readonly string[] {
  const decoded = decodeURIComponent(url.password);
  const passwords = [url.password, decoded, ...url.searchParams.getAll("password")];
  // Scrubbing `postgres` from `postgres:postgres@localhost` would eat the word from every line,
  // and the same URL shows it anyway.
  const shown = new Set(["", "postgres", "postgresql", url.username, url.hostname]);
  shown.add(url.pathname.slice(1));
  return [...new Set(passwords)].filter((password) => !shown.has(password));
}
