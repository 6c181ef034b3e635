import { BillhouseError } from "../domain/errors.ts";

/** One thing wrong with the configuration. */
export type ConfigProblem = {
  readonly variable: string;
  /** What has to hold, in plain English, such as `must be a whole number from 1 to 36`. */
  readonly rule: string;
  /** The value that breaks the rule, already redacted; absent where nothing is set. */
  readonly value?: string;
  /** What to do about it. */
  readonly hint?: string;
};

/** The configuration cannot be used. Holds every problem at once, and no secret in any of them. */
export class ConfigError extends BillhouseError {
  override readonly recovery = "abort";
  readonly problems: readonly ConfigProblem[];

  constructor(problems: readonly ConfigProblem[]) {
    const count = problems.length === 1 ? "1 problem" : `${problems.length} problems`;
    super([`${count} in the configuration:`, ...problems.map(describeProblem)].join("\n  "));
    this.problems = problems;
  }
}

function describeProblem({ variable, rule, value, hint }: ConfigProblem): string {
  // Quoted as JSON: a line break in a value would otherwise look like another problem.
  const shown = value === undefined ? "" : `=${JSON.stringify(value)}`;
  return `${variable}${shown}: ${rule}${hint === undefined ? "" : ` (${hint})`}`;
}
