/** The result of reading an amount: the digits to store, and the raw text where they differ from it. */
export type DecimalReading = { readonly digits: string | null; readonly keepRaw: boolean };

const PLAIN = /^-?(?:0|[1-9]\d*)(?:\.\d+)?$/;
const WITH_EXPONENT = /^(-?)(0|[1-9]\d*)(?:\.(\d+))?[eE]([+-]?\d{1,3})$/;
const ZERO = /^-0(?:\.0+)?$/;

/**
 * Reads an amount without ever making it a number.
 *
 * A plain decimal comes back digit for digit. An exponent is expanded exactly and a negative zero
 * loses its sign (PostgreSQL has none); '-' and '' mean "no amount" (the billing service documents
 * '-' where a contract price applies). In these cases the raw text is to be kept beside the
 * row. Anything else is undefined: the caller fails the slice.
 */
export function readDecimal(text: string): DecimalReading | undefined {
  if (text === "-" || text === "") {
    return { digits: null, keepRaw: true };
  }
  if (ZERO.test(text)) {
    return { digits: text.slice(1), keepRaw: true };
  }
  if (PLAIN.test(text)) {
    return { digits: text, keepRaw: false };
  }
  const match = WITH_EXPONENT.exec(text);
  return match === null ? undefined : { digits: expandExponent(match), keepRaw: true };
}

function expandExponent(match: RegExpExecArray): string {
  const [, sign = "", whole = "", fraction = "", exponentText = "0"] = match;
  // An exponent is a count of digits, never an amount, and the pattern bounds it to three digits.
  const exponent = Number(exponentText);
  const digits = whole + fraction;
  const point = whole.length + exponent;
  const padded =
    point <= 0
      ? `0.${"0".repeat(-point)}${digits}`
      : point >= digits.length
        ? digits + "0".repeat(point - digits.length)
        : `${digits.slice(0, point)}.${digits.slice(point)}`;
  const plain = padded.replace(/^0+(?=\d)/, "");
  return /[1-9]/.test(plain) ? sign + plain : plain;
}
