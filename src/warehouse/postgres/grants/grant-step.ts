/** Statements that belong together, in their order, each without the semicolon behind it. */
export type GrantStep = {
  /** What they bring about, in a line. */
  readonly says: string;
  readonly statements: readonly string[];
};

/** The steps as a script that does in psql what `runSteps` does: all of it or nothing. Pure. */
export function renderSteps(steps: readonly GrantStep[]): string {
  const parts = steps
    .filter(({ statements }) => statements.length > 0)
    .map(({ says, statements }) =>
      [`-- ${says}`, ...statements.map((text) => `${text};`)].join("\n"),
    );
  return ["begin;", ...parts, "commit;"].join("\n\n").concat("\n");
}
