import { BillhouseError } from "../domain/errors.ts";

/** What was asked to be granted cannot be meant: it names every problem, and nothing was changed. */
export class GrantUsageError extends BillhouseError {
  override readonly recovery = "abort";
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(problems.join("\n"));
    this.problems = problems;
  }
}
