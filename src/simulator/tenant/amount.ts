/** Money as the vendor keeps it: an exact count of hundred-millionths of a currency unit. */
export type Amount = bigint;

const DECIMALS = 8;
const UNIT = 10n ** BigInt(DECIMALS);

/** The amount a decimal text stands for. Throws RangeError on anything but a plain decimal with at most 8 decimals. */
export function amountOf(text: string): Amount {
  const match = /^(-?)(\d+)(?:\.(\d{1,8}))?$/.exec(text);
  if (match === null) {
    throw new RangeError(`an amount is a plain decimal with at most 8 decimals, got ${text}`);
  }
  const [, sign, whole = "0", fraction = ""] = match;
  const units = BigInt(whole) * UNIT + BigInt(fraction.padEnd(DECIMALS, "0"));
  return sign === "-" ? -units : units;
}

/** `100.00000000`: all eight decimals, as in most of the vendor's samples. */
export function paddedText(amount: Amount): string {
  const digits = (amount < 0n ? -amount : amount).toString().padStart(DECIMALS + 1, "0");
  const sign = amount < 0n ? "-" : "";
  return `${sign}${digits.slice(0, -DECIMALS)}.${digits.slice(-DECIMALS)}`;
}

/** `10` or `0.044784`: no padding, as in the vendor's bill line samples. */
export function trimmedText(amount: Amount): string {
  return paddedText(amount).replace(/\.?0+$/, "");
}

/** A share in percent with two decimals, rounded half up; `0.00` for negative shares and for a total that is not positive, as the vendor shows them. */
export function percentText(part: Amount, total: Amount): string {
  if (part <= 0n || total <= 0n) {
    return "0.00";
  }
  const hundredths = (part * 20_000n + total) / (total * 2n);
  return `${hundredths / 100n}.${(hundredths % 100n).toString().padStart(2, "0")}`;
}
