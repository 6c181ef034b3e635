/** PostgreSQL's `numeric` has no room for more. */
const WHOLE_DIGITS_MAX = 131_072;
const FRACTION_DIGITS_MAX = 16_383;

/**
 * A number without exponent and without a zero's sign, digit for digit; undefined beyond `numeric`, and
 * for exponents of more than three digits.
 */
export function plainDigits(text: string): string | undefined {
  const match = /^(-?)([0-9]+)(?:\.([0-9]+))?(?:[eE]([+-]?[0-9]{1,3}))?$/.exec(text);
  if (match === null) {
    return undefined;
  }
  const [, sign = "", whole = "", fraction = "", exponent = "0"] = match;
  // All digits as a whole number, and how many of them are behind the point.
  const scale = fraction.length - Number(exponent);
  const behind = Math.max(0, scale);
  const digits = `${whole}${fraction}${"0".repeat(Math.max(0, -scale))}`.replace(/^0+(?=.)/, "");
  const padded = digits.padStart(behind + 1, "0");
  const left = padded.slice(0, padded.length - behind);
  if (left.length > WHOLE_DIGITS_MAX || behind > FRACTION_DIGITS_MAX) {
    return undefined;
  }
  const plain = behind === 0 ? left : `${left}.${padded.slice(-behind)}`;
  return /[1-9]/.test(plain) ? `${sign}${plain}` : plain;
}

/** The exact sum of plain decimals, without zeros at its end. */
export function sumOf(amounts: readonly string[]): string {
  const scale = Math.max(0, ...amounts.map((text) => (text.split(".")[1] ?? "").length));
  const sum = amounts.reduce((total, text) => {
    const [whole = "", fraction = ""] = text.split(".");
    return total + BigInt(whole + fraction.padEnd(scale, "0"));
  }, 0n);
  const digits = `${sum < 0n ? -sum : sum}`.padStart(scale + 1, "0");
  const point = digits.length - scale;
  const plain = scale === 0 ? digits : `${digits.slice(0, point)}.${digits.slice(point)}`;
  return withoutEndZeros(sum < 0n ? `-${plain}` : plain);
}

/** The same value without zeros behind the point's last digit. */
export function withoutEndZeros(text: string): string {
  return text.includes(".") ? text.replace(/\.?0+$/, "") : text;
}
