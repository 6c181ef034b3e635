import { BillhouseError } from "../domain/errors.ts";
import type { SqlProblem } from "../warehouse/postgres/read-sql-problem.ts";

/** The database refuses a statement that somebody typed. */
export class QueryError extends BillhouseError {
  override readonly recovery = "abort";
  readonly detail: string | undefined;
  /** Which character of the statement it is about, counted from 1. */
  readonly position: number | undefined;

  constructor(problem: SqlProblem, cause: unknown) {
    super(problem.message, { code: problem.code, hint: problem.hint, cause });
    this.detail = problem.detail;
    this.position = problem.position;
  }
}
