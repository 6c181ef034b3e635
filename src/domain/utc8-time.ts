/** The result of reading a time of the bill: PostgreSQL input text, and whether the raw text must be kept. */
export type TimeReading = { readonly timestamptz: string | null; readonly keepRaw: boolean };

// PostgreSQL has no year 0: it would fail the COPY with a message that names no field.
const PATTERN = /^(?!0000)\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}$/;

/**
 * Reads a bill time, `YYYY-MM-DD HH:mm:ss` wall clock in UTC+8 without an offset in the text
 * ("all times are in UTC+8", page 1085/48339), as PostgreSQL `timestamptz` input.
 *
 * '', '-' and `0000-00-00…` (seen in DescribeBillResourceSummary.PayTime) mean "no time". Anything
 * that is not a real calendar time is undefined: the caller fails the slice rather than guess.
 */
export function readUtc8Time(text: string): TimeReading | undefined {
  if (text === "" || text === "-" || text.startsWith("0000-00-00")) {
    return { timestamptz: null, keepRaw: true };
  }
  if (!PATTERN.test(text)) {
    return undefined;
  }
  const asUtc = `${text.replace(" ", "T")}Z`;
  const parsed = new Date(asUtc);
  // Date rolls 30 February over to March; a time that does not come back as written was not one.
  const isReal =
    !Number.isNaN(parsed.getTime()) && parsed.toISOString().slice(0, 19) === asUtc.slice(0, 19);
  return isReal ? { timestamptz: `${text}+08`, keepRaw: false } : undefined;
}
