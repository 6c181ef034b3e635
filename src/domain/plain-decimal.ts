/** The result of reading an amount: the digits to store, and the raw text where they differ from it. */
export type DecimalReading = { readonly digits: string | null; readonly keepRaw: boolean };

const PLAIN = /^-?(?:0|[1-9]\d*)(?:\.\d+)?$/;
const WITH_EXPONENT = /^(-?)(0|[1-9]\d*)(?:\.(\d+))?[eE]([+-]?\d{1,3})$/;
const ZERO = /^-0(?:\.0+)?$/;
// What PostgreSQL's numeric has room for, before and behind the point. Beyond it the COPY of a whole
// page would fail with a message that names no field.
const WHOLE_DIGITS_MAX = 131_072;
const FRACTION_DIGITS_MAX = 16_383;

/**
 * Reads an amount without ever making it a number.
 *
 * A plain decimal comes back digit for digit. An exponent is expanded exactly and a negative zero
 * loses its sign (PostgreSQL has none); '-' and '' mean "no amount" (the billing service documents
 * '-' where a contract price applies). In these cases the raw text is to be kept beside the
 * row. Anything else, and what has no room in `numeric`, is undefined: the caller fails the slice.
 */
export function readDecimal(text: string): DecimalReading | undefined {
  if (text === "-" || text === "") {
    return { digits: null, keepRaw: true };
  }
  const digits = plainDigits(text);
  return digits === undefined || !hasRoom(digits)
    ? undefined
    : { digits, keepRaw: digits !== text };
}

function plainDigits(text: string): string | undefined {
  if (ZERO.test(text)) {
    return text.slice(1);
  }
  if (PLAIN.test(text)) {
    return text;
  }
  const match = WITH_EXPONENT.exec(text);
  return match === null ? undefined : expandExponent(match);
}

function hasRoom(digits: string): boolean {
  if (digits.length <= FRACTION_DIGITS_MAX) {
    return true;
  }
  const [whole = "", fraction = ""] = digits.replace("-", "").split(".");
  return whole.length <= WHOLE_DIGITS_MAX && fraction.length <= FRACTION_DIGITS_MAX;
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
