/** A change of one file that takes a guard out, so that a test which claims to watch it has to fail. */
export type Mutant = {
  /** Names the guard that is gone. */
  readonly id: string;
  /** From the project's root. */
  readonly file: string;
  /** Stands in the file exactly once. */
  readonly find: string;
  readonly replace: string;
  /** What the program then does wrong, as one would say it of a defect. */
  readonly why: string;
};

/** The file's text with its guard out. Throws where `find` does not stand in `text` exactly once. */
export function applyMutant({ id, file, find, replace }: Mutant, text: string): string {
  const found = text.split(find).length - 1;
  if (found !== 1) {
    throw new Error(`mutant ${id}: its text stands ${found} times in ${file}, not once`);
  }
  // A function, for in a text `$&` and the like would stand for what was found.
  return text.replace(find, () => replace);
}
