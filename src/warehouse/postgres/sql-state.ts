import { DatabaseError } from "pg";
import { AbortError } from "../../domain/abort-error.ts";
import { BillhouseError } from "../../domain/errors.ts";
import { SliceError } from "../../domain/slice-error.ts";

/** What a failed statement means: `again` the transaction may succeed when it is repeated at once. */
export type SqlStateMeaning = "again" | "unavailable" | "schema" | "data" | "unknown";

const MEANING_BY_STATE: Readonly<Record<string, SqlStateMeaning>> = {
  "40001": "again", // serialization failure
  "40P01": "again", // deadlock
  "55P03": "again", // lock_timeout ran out
  "25006": "unavailable", // read-only: a failover left us on a replica
  "42P01": "schema", // table does not exist
  "42703": "schema", // column does not exist
  "42883": "schema", // function does not exist
  "3F000": "schema", // schema does not exist
  "42501": "schema", // insufficient privilege
};

const MEANING_BY_CLASS: Readonly<Record<string, SqlStateMeaning>> = {
  "08": "unavailable", // connection failures
  "28": "unavailable", // wrong user or password
  "3D": "unavailable", // no such database
  "53": "unavailable", // disk full, out of memory, too many connections
  "57": "unavailable", // shutdown, crash, cancelled by an administrator
  "58": "unavailable", // system errors
  "22": "data", // a value the column cannot hold
  "23": "data", // a constraint
};

/** Pure. What the pipeline can make of a driver's error. */
export function meaningOf(error: unknown): SqlStateMeaning {
  if (error instanceof DatabaseError && error.code !== undefined) {
    return MEANING_BY_STATE[error.code] ?? MEANING_BY_CLASS[error.code.slice(0, 2)] ?? "unknown";
  }
  return isConnectionError(error) ? "unavailable" : "unknown";
}

const CONNECTION_CODES = new Set([
  "ECONNREFUSED",
  "ECONNRESET",
  "EPIPE",
  "ENOTFOUND",
  "EAI_AGAIN",
  "ETIMEDOUT",
  "EHOSTUNREACH",
  "CERT_HAS_EXPIRED",
  "DEPTH_ZERO_SELF_SIGNED_CERT",
  "ERR_TLS_CERT_ALTNAME_INVALID",
  "SELF_SIGNED_CERT_IN_CHAIN",
  "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
  "ENETUNREACH",
]);

// The driver reports its own time-outs and broken sockets as plain errors that only their words tell.
function isConnectionError(error: unknown): boolean {
  if (!(error instanceof Error)) {
    return false;
  }
  const code = "code" in error && typeof error.code === "string" ? error.code : "";
  return (
    CONNECTION_CODES.has(code) ||
    /connection terminated|timeout exceeded when trying to connect|timeout expired|client has encountered a connection error|not queryable|client was closed|does not support SSL|SASL|query read timeout/i.test(
      error.message,
    ) ||
    (error instanceof AggregateError && error.errors.some(isConnectionError))
  );
}

/** The error of ours for a driver's error; errors of ours and defects come back as they are. */
export function asDatabaseError(error: unknown): unknown {
  if (error instanceof BillhouseError || !(error instanceof Error)) {
    return error;
  }
  const code = error instanceof DatabaseError ? error.code : undefined;
  const details = { code, cause: error };
  const meaning = meaningOf(error);
  if (meaning === "again" || meaning === "unavailable") {
    return new AbortError("database", `the database is not available: ${messageOf(error)}`, {
      ...details,
      hint: "check that PostgreSQL is running and that DATABASE_URL is right; nothing was lost, run again",
    });
  }
  if (meaning === "schema") {
    return new AbortError("schema", `the database schema does not fit: ${messageOf(error)}`, {
      ...details,
      hint: "run npm run migrate with a role that owns the schema, or grant this role what it lacks",
    });
  }
  return meaning === "data"
    ? new SliceError("failed", `the warehouse refused a row: ${messageOf(error)}`, details)
    : error;
}

function messageOf(error: Error): string {
  if (error instanceof AggregateError && error.message === "") {
    return error.errors
      .map((inner) => (inner instanceof Error ? inner.message : String(inner)))
      .join("; ");
  }
  return error.message;
}
