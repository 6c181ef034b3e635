/** A test that shows what happens, and the mutant that it has to catch to be believed. */
export type Proof = {
  /** From the project's root. */
  readonly file: string;
  /**
   * Suites and test, joined by ` > `, each as it is written in the file: the title of a table's test
   * stands for all its rows, or for the one that `row` names.
   */
  readonly title: string;
  /** What stands in a table's row for the first `%s` of the title. */
  readonly row?: string;
  /** The id of the mutant. */
  readonly mutant: string;
};

/** The test's name as people read it. Pure. */
export function testName({ title, row }: Pick<Proof, "title" | "row">): string {
  return row === undefined ? title : title.replace("%s", () => row);
}

/** Something that a year of nights brings, and what the program does about it. */
export type Fault = {
  /** For good; its first digit is its group's. A new one gets the next number of its group. */
  readonly number: number;
  readonly fault: string;
  readonly happens: string;
} & (
  | { readonly proofs: readonly [Proof, ...Proof[]] }
  /** Why nothing proves it. */
  | { readonly leftOut: string }
);

/** Faults of one kind. */
export type FaultGroup = { readonly name: string; readonly faults: readonly Fault[] };
