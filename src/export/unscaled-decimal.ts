import { DECIMAL_DIGITS } from "./decimal-scale.ts";

/**
 * A plain decimal as the whole number of its 10^-scale units: "-1.5" with scale 3 is -1500n. Throws a
 * RangeError where that would need rounding, or more digits than a decimal has. Pure.
 */
export function unscaledDecimal(text: string, scale: number): bigint {
  const [integer = "", fraction = ""] = text.split(".");
  const kept = fraction.slice(0, scale);
  const cut = fraction.slice(scale);
  const unscaled = BigInt(integer + kept.padEnd(scale, "0"));
  if (/[^0]/.test(cut) || unscaled <= -LIMIT || unscaled >= LIMIT) {
    throw new RangeError(`${text} does not fit DECIMAL(${DECIMAL_DIGITS},${scale})`);
  }
  return unscaled;
}

const LIMIT = 10n ** BigInt(DECIMAL_DIGITS);
