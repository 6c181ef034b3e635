const FRACTION_DIGITS = 2;

/**
 * An exact decimal as people read money: thousands apart, two decimals, rounded half away from zero
 * as PostgreSQL's `round` does. `-1234.565` is `-1,234.57`; what rounds to zero has no sign. Takes
 * plain decimals; anything else comes back as it is. Pure.
 */
export function amountText(exact: string): string {
  const match = /^(-?)(\d+)(?:\.(\d*))?$/.exec(exact);
  if (match === null) {
    return exact;
  }
  const [, sign = "", whole = "0", fraction = ""] = match;
  const kept = fraction.slice(0, FRACTION_DIGITS).padEnd(FRACTION_DIGITS, "0");
  const isUp = (fraction[FRACTION_DIGITS] ?? "0") >= "5";
  const hundredths = (BigInt(whole + kept) + (isUp ? 1n : 0n))
    .toString()
    .padStart(FRACTION_DIGITS + 1, "0");
  const units = groupedText(hundredths.slice(0, -FRACTION_DIGITS));
  const shown = `${units}.${hundredths.slice(-FRACTION_DIGITS)}`;
  return /[1-9]/.test(shown) ? sign + shown : shown;
}

/** A whole number with its thousands apart, whatever its size: `4263` is `4,263`. Pure. */
export function groupedText(whole: string): string {
  return whole.replaceAll(/\B(?=(?:\d{3})+$)/g, ",");
}
