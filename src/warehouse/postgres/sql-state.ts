import { DatabaseError } from "pg";
import { AbortError } from "../../domain/abort-error.ts";
import { BillhouseError } from "../../domain/errors.ts";
import { SliceError } from "../../domain/slice-error.ts";
import { hintFor } from "./sql-state-hint.ts";

/**
 * What a failed statement means: `again` the transaction may succeed when it is repeated ·
 * `passing` the database is away and usually comes back: worth waiting for · `stop` only a person
 * can mend it · `schema` the tables are not as expected · `data` a row was refused.
 */
export type SqlStateMeaning = "again" | "passing" | "stop" | "schema" | "data" | "unknown";

const MEANING_BY_STATE: Readonly<Record<string, SqlStateMeaning>> = {
  "40001": "again", // serialization failure
  "40P01": "again", // deadlock
  "55P03": "again", // lock_timeout ran out
  "57014": "again", // cancelled by an administrator
  "25P04": "again", // transaction_timeout ran out
  "25006": "passing", // read-only: a failover left us on a replica
  "25P03": "passing", // we were idle in a transaction for too long: this host slept
  "53000": "passing", // insufficient resources
  "53200": "passing", // out of memory
  "53300": "passing", // too many connections
  "57P01": "passing", // shutdown, or an administrator ended the connection
  "57P02": "passing", // crash of another backend
  "57P03": "passing", // starting up or shutting down
  "57P05": "passing", // idle_session_timeout ran out
  "53100": "stop", // disk full
  "53400": "stop", // configured limit exceeded
  "57P04": "stop", // database dropped
  "42P01": "schema", // table does not exist
  "42703": "schema", // column does not exist
  "42883": "schema", // function does not exist
  "3F000": "schema", // schema does not exist
  "42501": "schema", // insufficient privilege
};

const MEANING_BY_CLASS: Readonly<Record<string, SqlStateMeaning>> = {
  "08": "passing", // connection failures, also as poolers report them
  "28": "stop", // wrong user or password
  "3D": "stop", // no such database
  "53": "stop", // resources nobody has named yet
  "57": "stop", // interventions nobody has named yet
  "58": "stop", // system errors: I/O, missing files
  XX: "stop", // internal errors: damaged data
  "22": "data", // a value the column cannot hold
  "23": "data", // a constraint
  "54": "data", // a limit of PostgreSQL, such as the size of an index entry
};

/** Pure. What the pipeline can make of a driver's error. */
export function meaningOf(error: unknown): SqlStateMeaning {
  if (error instanceof DatabaseError && error.code !== undefined) {
    return MEANING_BY_STATE[error.code] ?? MEANING_BY_CLASS[error.code.slice(0, 2)] ?? "unknown";
  }
  return error instanceof Error ? meaningOfConnectionError(error) : "unknown";
}

/** Whether a connection that met this error must not be used again. Pure. */
export function isConnectionSpent(error: unknown): boolean {
  const meaning = meaningOf(error);
  return meaning === "passing" || meaning === "stop";
}

const PASSING_CODES = new Set([
  "ECONNREFUSED",
  "ECONNRESET",
  "ECONNABORTED",
  "EPIPE",
  "ENOTFOUND",
  "EAI_AGAIN",
  "ETIMEDOUT",
  "EHOSTUNREACH",
  "EHOSTDOWN",
  "ENETUNREACH",
  "ENETDOWN",
  // A socket in the file system is made anew with each start of the server.
  "ENOENT",
  "ERR_STREAM_DESTROYED",
  "ERR_STREAM_PREMATURE_CLOSE",
]);

const STOP_CODES = new Set([
  "CERT_HAS_EXPIRED",
  "DEPTH_ZERO_SELF_SIGNED_CERT",
  "EPROTO",
  "ERR_TLS_CERT_ALTNAME_INVALID",
  "SELF_SIGNED_CERT_IN_CHAIN",
  "UNABLE_TO_GET_ISSUER_CERT_LOCALLY",
  "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
]);

// The driver reports its own time-outs and broken sockets as plain errors that only their words tell.
const PASSING_WORDS =
  /connection terminated|timeout exceeded when trying to connect|timeout expired|client has encountered a connection error|not queryable|client was closed|query read timeout/i;
const STOP_WORDS = /does not support SSL|SASL/i;

function meaningOfConnectionError(error: Error): SqlStateMeaning {
  const code = "code" in error && typeof error.code === "string" ? error.code : "";
  if (PASSING_CODES.has(code) || PASSING_WORDS.test(error.message)) {
    return "passing";
  }
  if (STOP_CODES.has(code) || STOP_WORDS.test(error.message)) {
    return "stop";
  }
  return error instanceof AggregateError ? worstMeaning(error.errors) : "unknown";
}

// One address of a host that will never do must not hide another that may come back.
function worstMeaning(errors: readonly unknown[]): SqlStateMeaning {
  const meanings = errors.map(meaningOf);
  const known = ["passing", "stop"] as const;
  return known.find((meaning) => meanings.includes(meaning)) ?? "unknown";
}

/** What is known of how often or how long it was tried. */
export type Tried = {
  /** Since when the database has been away, milliseconds. */
  readonly outageMs?: number;
};

/** The error of ours for a driver's error; errors of ours and defects come back as they are. */
export function asDatabaseError(error: unknown, { outageMs = 0 }: Tried = {}): unknown {
  if (error instanceof BillhouseError || !(error instanceof Error)) {
    return error;
  }
  const code = error instanceof DatabaseError ? error.code : undefined;
  const details = { code, cause: error };
  switch (meaningOf(error)) {
    case "again":
    case "stop":
    case "passing":
      return new AbortError("database", `${sinceWhen(outageMs)}: ${messageOf(error)}`, {
        ...details,
        hint: hintFor(code),
      });
    case "schema":
      return new AbortError("schema", `the database schema does not fit: ${messageOf(error)}`, {
        ...details,
        hint: "run npm run migrate with a role that owns the schema, or grant this role what it lacks",
      });
    case "data":
      return new SliceError("failed", `the warehouse refused a row: ${messageOf(error)}`, details);
    case "unknown":
      return error;
  }
}

function sinceWhen(outageMs: number): string {
  const seconds = Math.round(outageMs / 1000);
  return seconds === 0
    ? "the database is not available"
    : `the database has not been available for ${seconds} s`;
}

/** The failure of one slice, whose transaction was repeated `tries` times in vain. */
export function asSliceFailure(error: Error, tries: number): SliceError {
  const code = error instanceof DatabaseError ? error.code : undefined;
  return new SliceError(
    "failed",
    `the warehouse could not write it in ${tries} tries: ${messageOf(error)}`,
    { code, cause: error, hint: hintFor(code) },
  );
}

function messageOf(error: Error): string {
  if (error instanceof AggregateError && error.message === "") {
    return error.errors
      .map((inner) => (inner instanceof Error ? inner.message : String(inner)))
      .join("; ");
  }
  return error.message;
}
