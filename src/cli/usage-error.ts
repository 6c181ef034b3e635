import { BillhouseError, type ErrorDetails } from "../domain/errors.ts";

/** What was asked for cannot be meant. Names every problem at once; nothing was called. */
export class UsageError extends BillhouseError {
  override readonly recovery = "abort";
  readonly problems: readonly string[];

  constructor(problems: readonly string[], details: ErrorDetails = {}) {
    super(problems.join("\n"), details);
    this.problems = problems;
  }
}
