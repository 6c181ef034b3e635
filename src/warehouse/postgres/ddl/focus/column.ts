/** A column of the FOCUS views. */
export type FocusColumn = readonly [
  /** As FOCUS spells it; the views have it folded to lower case. */
  name: string,
  /** The value, from `LINE_QUERY` as `l`. */
  value: string,
  /** What it means here, with its unit and what is NULL and why. */
  meaning: string,
  /** The only version that has it; absent where both have. */
  only?: "1.2" | "1.4",
];

/** A label of the vendor's without blanks around it; NULL for a blank one and for the vendor's dash. */
export function textOf(column: string): string {
  return `nullif(nullif(btrim(translate(${column}, chr(160), ' ')), ''), '-')`;
}
