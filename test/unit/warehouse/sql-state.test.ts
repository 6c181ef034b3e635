import { DatabaseError } from "pg";
import { describe, expect, test } from "vitest";
import { AbortError } from "../../../src/domain/abort-error.ts";
import { SliceError } from "../../../src/domain/slice-error.ts";
import {
  asDatabaseError,
  asSliceFailure,
  meaningOf,
  type SqlStateMeaning,
} from "../../../src/warehouse/postgres/sql-state.ts";

function databaseError(code: string, message = "said PostgreSQL"): DatabaseError {
  const error = new DatabaseError(message, message.length, "error");
  error.code = code;
  return error;
}

function socketError(code: string): Error {
  return Object.assign(new Error(`connect ${code} 127.0.0.1:5432`), { code });
}

const STATES: readonly (readonly [state: string, what: string, meaning: SqlStateMeaning])[] = [
  ["40001", "serialization failure", "again"],
  ["40P01", "deadlock", "again"],
  ["55P03", "lock not available", "again"],
  ["57014", "statement cancelled", "again"],
  ["25P04", "transaction timeout", "again"],
  ["08000", "connection exception", "passing"],
  ["08006", "connection failure", "passing"],
  ["08P01", "a pooler without a server", "passing"],
  ["25006", "read-only transaction", "passing"],
  ["25P03", "idle in transaction for too long", "passing"],
  ["53000", "insufficient resources", "passing"],
  ["53200", "out of memory", "passing"],
  ["53300", "too many connections", "passing"],
  ["57P01", "admin shutdown", "passing"],
  ["57P02", "crash shutdown", "passing"],
  ["57P03", "starting up", "passing"],
  ["57P05", "idle session timeout", "passing"],
  ["28P01", "wrong password", "stop"],
  ["28000", "no entry in pg_hba.conf", "stop"],
  ["3D000", "no such database", "stop"],
  ["53100", "disk full", "stop"],
  ["53400", "configured limit exceeded", "stop"],
  ["57P04", "database dropped", "stop"],
  ["58030", "I/O error", "stop"],
  ["58P01", "missing file", "stop"],
  ["XX000", "internal error", "stop"],
  ["XX001", "data corrupted", "stop"],
  ["42P01", "no such table", "schema"],
  ["42703", "no such column", "schema"],
  ["42883", "no such function", "schema"],
  ["3F000", "no such schema", "schema"],
  ["42501", "insufficient privilege", "schema"],
  ["22003", "numeric out of range", "data"],
  ["22P02", "not the text of a value", "data"],
  ["23505", "unique violation", "data"],
  ["23514", "check violation", "data"],
  ["54000", "an index entry that is too large", "data"],
  ["42601", "syntax error: a defect of ours", "unknown"],
];

describe("what a SQLSTATE means", () => {
  test.each(STATES)("%s, %s: %s", (state, _what, meaning) => {
    expect(meaningOf(databaseError(state))).toBe(meaning);
  });
});

describe("a connection that failed is worth waiting for", () => {
  test.each([
    ["refused", socketError("ECONNREFUSED")],
    ["reset", socketError("ECONNRESET")],
    ["timed out", socketError("ETIMEDOUT")],
    ["to a host nobody knows", socketError("ENOTFOUND")],
    ["refused on both of a host's addresses", new AggregateError([socketError("ECONNREFUSED")])],
    ["ended without a word", new Error("Connection terminated unexpectedly")],
    ["that did not connect in time", new Error("timeout expired")],
    ["that the pool did not get in time", new Error("timeout exceeded when trying to connect")],
    [
      "whose client is broken",
      new Error("Client has encountered a connection error and is not queryable"),
    ],
    ["whose server does not answer", new Error("Query read timeout")],
    ["through a socket file that is not there yet", socketError("ENOENT")],
  ])("%s", (_what, error) => {
    expect(meaningOf(error)).toBe("passing");
    expect(asDatabaseError(error)).toMatchObject({ name: "AbortError", reason: "database" });
  });
});

describe("a connection that can never be made is not", () => {
  test.each([
    ["to a server whose certificate nobody trusts", socketError("DEPTH_ZERO_SELF_SIGNED_CERT")],
    ["to a server without TLS", new Error("The server does not support SSL connections")],
    [
      "without a password",
      new Error("SASL: SCRAM-SERVER-FIRST-MESSAGE: client password must be a string"),
    ],
  ])("%s", (_what, error) => {
    expect(meaningOf(error)).toBe("stop");
    expect(asDatabaseError(error)).toMatchObject({ name: "AbortError", reason: "database" });
  });

  test("but one address of a host that refuses for good does not hide another that may come back", () => {
    const refused = socketError("ECONNREFUSED");
    const untrusted = socketError("CERT_HAS_EXPIRED");
    expect(meaningOf(new AggregateError([untrusted, refused]))).toBe("passing");
  });
});

describe("the error that the pipeline gets", () => {
  test("says what PostgreSQL said, with its code, a hint and the cause", () => {
    const cause = databaseError("57P01", "terminating connection");
    expect(asDatabaseError(cause)).toMatchObject({
      name: "AbortError",
      reason: "database",
      code: "57P01",
      message: expect.stringContaining("terminating connection"),
      hint: expect.stringContaining("run again"),
      cause,
    });
  });

  test("says how long the database has been away, where it was waited for", () => {
    const cause = databaseError("57P03", "starting up");
    expect(asDatabaseError(cause, { outageMs: 61_200 })).toMatchObject({
      message: "the database has not been available for 61 s: starting up",
    });
  });

  test.each([
    ["53100", "free space"],
    ["53300", "max_connections"],
    ["25006", "primary"],
    ["28P01", "password"],
    ["3D000", "create the database"],
    ["55P03", "lock"],
    ["58030", "server's own log"],
  ])("names what mends %s", (state, words) => {
    expect(asDatabaseError(databaseError(state))).toMatchObject({
      reason: "database",
      code: state,
      hint: expect.stringContaining(words),
    });
  });

  test("is a slice's own failure, with what happened, where only its transaction failed again and again", () => {
    const cause = databaseError("55P03", "canceling statement due to lock timeout");
    const error = asSliceFailure(cause, 2);
    expect(error).toBeInstanceOf(SliceError);
    expect(error).toMatchObject({
      failure: "failed",
      code: "55P03",
      message: expect.stringMatching(/2 tries: canceling statement due to lock timeout/),
      hint: expect.stringContaining("pg_locks"),
    });
  });

  test("names every address that refused, where the driver's own message is empty", () => {
    const error = new AggregateError([socketError("ECONNREFUSED"), socketError("EHOSTUNREACH")]);
    expect(asDatabaseError(error)).toMatchObject({
      message: expect.stringMatching(/ECONNREFUSED.*; .*EHOSTUNREACH/),
    });
  });

  test("is a slice's own failure where PostgreSQL refused a row: the others can be loaded", () => {
    expect(asDatabaseError(databaseError("23505"))).toBeInstanceOf(SliceError);
  });

  test("names npm run migrate where the schema does not fit", () => {
    expect(asDatabaseError(databaseError("42P01"))).toMatchObject({
      reason: "schema",
      hint: expect.stringContaining("npm run migrate"),
    });
  });

  test("is the same where it was ours before, or is a defect", () => {
    const ours = new AbortError("fenced", "x");
    const defect = new TypeError("x");
    const syntax = databaseError("42601");
    expect(asDatabaseError(ours)).toBe(ours);
    expect(asDatabaseError(defect)).toBe(defect);
    expect(asDatabaseError(syntax)).toBe(syntax);
    expect(asDatabaseError("text")).toBe("text");
  });
});
