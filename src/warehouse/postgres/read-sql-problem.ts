import { DatabaseError } from "pg";
import { isConnectionSpent } from "./sql-state.ts";

/** What the server has against a statement that somebody typed. */
export type SqlProblem = {
  readonly message: string;
  /** The SQLSTATE, such as 42P01. */
  readonly code: string;
  readonly detail: string | undefined;
  readonly hint: string | undefined;
  /** Which character of the statement it is about, counted from 1. */
  readonly position: number | undefined;
};

const READ_ONLY = "25006";
const CANCELED = "57014";
const SEVERAL_STATEMENTS = /cannot insert multiple commands into a prepared statement/;

// PostgreSQL lets a superuser's COPY write files and start programs in a read-only transaction too;
// and what it sends to the client is no result that a cursor could read.
const COPY = /^(?:\s|--[^\n]*\n|\/\*.*?\*\/)*copy\b/is;

/** What is wrong with a statement that must not even be tried; undefined where nothing is. Pure. */
export function findForbiddenCommand(sql: string): SqlProblem | undefined {
  return COPY.test(sql)
    ? {
        message: "query is read-only: COPY is not for it",
        code: READ_ONLY,
        detail: undefined,
        hint: "select the rows and use --csv, or use psql",
        position: undefined,
      }
    : undefined;
}

/**
 * Reads a driver's error as a problem of the statement; undefined where the database itself is the
 * problem. Pure. `timeoutHint` is what to do about a statement that took too long.
 */
export function readSqlProblem(error: unknown, timeoutHint: string): SqlProblem | undefined {
  if (!(error instanceof DatabaseError) || error.code === undefined) {
    return undefined;
  }
  const { code } = error;
  const problem = {
    message: error.message,
    code,
    detail: error.detail,
    hint: error.hint,
    position: error.position === undefined ? undefined : Number(error.position),
  };
  if (code === READ_ONLY) {
    return { ...problem, message: `query is read-only: ${error.message}` };
  }
  if (code === CANCELED) {
    return { ...problem, hint: timeoutHint };
  }
  if (SEVERAL_STATEMENTS.test(error.message)) {
    return { ...problem, message: "query takes exactly one statement" };
  }
  // An internal error tells of a defect in the server, which this very statement may have found.
  return isConnectionSpent(error) && !code.startsWith("XX") ? undefined : problem;
}
