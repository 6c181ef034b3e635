/** Parquet's and DuckDB's longest decimal. */
export const DECIMAL_DIGITS = 38;

// What Spark takes a decimal to be when nobody says more: with it files of different months have the
// same type, which readers of many files at once otherwise take from the first one, and round the others.
const USUAL_SCALE = 18;

/**
 * How many digits behind the point a DECIMAL(38) column has to have for its values to be exact;
 * undefined where none is enough. Pure.
 */
export function decimalScale({
  integerDigits,
  fractionDigits,
}: {
  readonly integerDigits: number;
  readonly fractionDigits: number;
}): number | undefined {
  const room = DECIMAL_DIGITS - integerDigits;
  return fractionDigits > room ? undefined : Math.max(fractionDigits, Math.min(USUAL_SCALE, room));
}
