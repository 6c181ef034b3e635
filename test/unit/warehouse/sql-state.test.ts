import { DatabaseError } from "pg";
import { describe, expect, test } from "vitest";
import { AbortError } from "../../../src/domain/abort-error.ts";
import { SliceError } from "../../../src/domain/slice-error.ts";
import {
  asDatabaseError,
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
  ["08006", "connection failure", "unavailable"],
  ["25006", "read-only transaction", "unavailable"],
  ["28P01", "wrong password", "unavailable"],
  ["28000", "no entry in pg_hba.conf", "unavailable"],
  ["3D000", "no such database", "unavailable"],
  ["53100", "disk full", "unavailable"],
  ["53300", "too many connections", "unavailable"],
  ["57P01", "admin shutdown", "unavailable"],
  ["57P02", "crash shutdown", "unavailable"],
  ["57P03", "starting up", "unavailable"],
  ["57014", "statement cancelled", "unavailable"],
  ["58030", "I/O error", "unavailable"],
  ["42P01", "no such table", "schema"],
  ["42703", "no such column", "schema"],
  ["42883", "no such function", "schema"],
  ["3F000", "no such schema", "schema"],
  ["42501", "insufficient privilege", "schema"],
  ["22003", "numeric out of range", "data"],
  ["22P02", "not the text of a value", "data"],
  ["23505", "unique violation", "data"],
  ["23514", "check violation", "data"],
  ["42601", "syntax error: a defect of ours", "unknown"],
  ["XX000", "internal error", "unknown"],
];

describe("what a SQLSTATE means", () => {
  test.each(STATES)("%s, %s: %s", (state, _what, meaning) => {
    expect(meaningOf(databaseError(state))).toBe(meaning);
  });
});

describe("a connection that failed is an unavailable database", () => {
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
  ])("%s", (_what, error) => {
    expect(meaningOf(error)).toBe("unavailable");
    expect(asDatabaseError(error)).toMatchObject({ name: "AbortError", reason: "database" });
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
