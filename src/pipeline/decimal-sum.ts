/** Exact arithmetic on decimal texts, by integers of whatever size it takes. */

type Scaled = { readonly digits: bigint; readonly scale: number };

/** `left - right`, exactly, with the longer of both fractions. Throws a `SyntaxError` for what is no plain decimal. */
export function subtractDecimals(left: string, right: string): string {
  const [a, b] = [parse(left), parse(right)];
  const scale = Math.max(a.scale, b.scale);
  return format({ digits: rescale(a, scale) - rescale(b, scale), scale });
}

/** The sum of `decimals`, exactly, with the longest of their fractions; `0` of none. Throws as `subtractDecimals`. */
export function addDecimals(decimals: readonly string[]): string {
  const parts = decimals.map(parse);
  const scale = Math.max(0, ...parts.map((part) => part.scale));
  return format({
    digits: parts.reduce((sum, part) => sum + rescale(part, scale), 0n),
    scale,
  });
}

/** Whether `decimal`, whatever its sign, is no greater than `limit`. Throws as `subtractDecimals`. */
export function isWithin(decimal: string, limit: string): boolean {
  const [size, most] = [parse(decimal.replace(/^-/, "")), parse(limit)];
  const scale = Math.max(size.scale, most.scale);
  return rescale(size, scale) <= rescale(most, scale);
}

/** Half of one unit in the last decimal that `decimal` is written with: 0.005 for 12.30. */
export function halfUnitOf(decimal: string): string {
  const { scale } = parse(decimal);
  return scale === 0 ? "0.5" : `0.${"0".repeat(scale)}5`;
}

/** Whether the decimal is zero, however many zeros it is written with. */
export function isZero(decimal: string): boolean {
  return !/[1-9]/.test(decimal);
}

function parse(text: string): Scaled {
  // BigInt alone would read '' as 0 and 0x10 as 16.
  if (!/^-?\d+(?:\.\d+)?$/.test(text)) {
    throw new SyntaxError(`not a plain decimal: ${JSON.stringify(text)}`);
  }
  const [whole = "", fraction = ""] = text.split(".");
  return { digits: BigInt(`${whole}${fraction}`), scale: fraction.length };
}

function rescale({ digits, scale }: Scaled, wanted: number): bigint {
  return digits * 10n ** BigInt(wanted - scale);
}

function format({ digits, scale }: Scaled): string {
  const sign = digits < 0n ? "-" : "";
  const text = (digits < 0n ? -digits : digits).toString().padStart(scale + 1, "0");
  const whole = text.slice(0, text.length - scale);
  return scale === 0 ? `${sign}${whole}` : `${sign}${whole}.${text.slice(-scale)}`;
}
