/** What two multisets of rows do not have in common: the first that is on one side only; undefined for equal ones. */
export function difference(
  what: string,
  expected: readonly unknown[],
  stored: readonly unknown[],
): string | undefined {
  const left = expected.map(textOf).toSorted();
  const right = stored.map(textOf).toSorted();
  const places = Math.max(left.length, right.length);
  const at = Array.from({ length: places }, (_, index) => index).find(
    (index) => left[index] !== right[index],
  );
  return at === undefined
    ? undefined
    : `${what}: ${left.length} expected, ${right.length} stored\n  expected ${shown(left[at])}\n  stored   ${shown(right[at])}`;
}

function shown(text = "no more"): string {
  return text.slice(0, 1_500);
}

/** The same for equal content in any order of names. */
export function textOf(value: unknown): string {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? JSON.stringify(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)))
    : JSON.stringify(value);
}

/** What is wrong with the numbers of rows that share a key: they have to be 1, 2, 3 … in any order. */
export function numberingProblem<T>(
  rows: readonly T[],
  keyOf: (row: T) => string,
  numberOf: (row: T) => number,
): string | undefined {
  for (const [key, members] of Map.groupBy(rows, keyOf)) {
    const numbers = members.map(numberOf).toSorted((a, b) => a - b);
    if (numbers.some((number, index) => number !== index + 1)) {
      return `rows of ${key} are numbered ${numbers.join()}`;
    }
  }
  return undefined;
}
