/**
 * A bill month as `YYYY-MM`. Bill months are calendar months in UTC+8 (Tencent Cloud, "Billing
 * Overview", page 1085/48339), so a job that asks with UTC days asks for the wrong one for eight
 * hours at every month's end.
 */
export type BillMonth = string;

const UTC8_OFFSET_MS = 8 * 3_600_000;
const DAY_MS = 86_400_000;
const PATTERN = /^(\d{4})-(0[1-9]|1[0-2])$/;

export function isBillMonth(text: string): boolean {
  return PATTERN.test(text) && text >= "2000-01";
}

/** The bill month that contains the instant `atMs` (epoch milliseconds). */
export function billMonthAt(atMs: number): BillMonth {
  return new Date(atMs + UTC8_OFFSET_MS).toISOString().slice(0, 7);
}

/** The month `count` months after `month`; before it where `count` is negative. */
export function addMonths(month: BillMonth, count: number): BillMonth {
  const [year = 0, number = 1] = month.split("-").map(Number);
  const months = year * 12 + (number - 1) + count;
  return `${String(Math.floor(months / 12)).padStart(4, "0")}-${String((months % 12) + 1).padStart(2, "0")}`;
}

/** Every month from `from` to `to`, both included, oldest first; none where `from` is later. */
export function monthsBetween(from: BillMonth, to: BillMonth): readonly BillMonth[] {
  const months: BillMonth[] = [];
  for (let month = from; month <= to; month = addMonths(month, 1)) {
    months.push(month);
  }
  return months;
}

/** The month's first day as `YYYY-MM-DD`, as the warehouse stores it. */
export function firstDay(month: BillMonth): string {
  return `${month}-01`;
}

/** The instant (epoch milliseconds) of 00:00 UTC+8 on day `day` of `month`. */
export function instantOfDay(month: BillMonth, day: number): number {
  return Date.parse(`${month}-01T00:00:00Z`) - UTC8_OFFSET_MS + (day - 1) * DAY_MS;
}

/** When a month's bill is issued: on the 5th of the following month, its files an hour later (pages 1085/48339, 1085/67808). */
export function issuedAt(month: BillMonth): number {
  return instantOfDay(addMonths(month, 1), 5) + 3_600_000;
}

/**
 * When a month's bill can first be taken as settled: the start of the 7th of the following month,
 * that is after its 6th day. Bills are issued on the 5th (page 1085/48339).
 */
export function settledAt(month: BillMonth): number {
  return instantOfDay(addMonths(month, 1), 7);
}
