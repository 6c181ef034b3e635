/** Seconds since 1970 of a clock on a UTC+8 wall: what the vendor prints, without an offset, for every time of a bill. */
export type WallSeconds = number;

const UTC8_MS = 8 * 3_600_000;
const DAY_SECONDS = 86_400;

/** The UTC+8 calendar month, `yyyy-MM`, of an instant in epoch ms. */
export function billMonthAt(epochMs: number): string {
  return new Date(epochMs + UTC8_MS).toISOString().slice(0, 7);
}

/** The month `count` months after (negative: before) the given one. */
export function addMonths(month: string, count: number): string {
  const ordinal = monthOrdinal(month) + count;
  const year = Math.floor(ordinal / 12);
  return `${year}-${String((ordinal % 12) + 1).padStart(2, "0")}`;
}

/** Months since year 0: months in the order of time, as whole numbers. */
export function monthOrdinal(month: string): number {
  return Number(month.slice(0, 4)) * 12 + Number(month.slice(5, 7)) - 1;
}

/** The first second of a month. */
export function monthStart(month: string): WallSeconds {
  return Date.parse(`${month}-01T00:00:00Z`) / 1000;
}

/** How many days a month has. */
export function daysIn(month: string): number {
  return Math.round((monthStart(addMonths(month, 1)) - monthStart(month)) / DAY_SECONDS);
}

/** How many days of a month have begun at an instant in epoch ms: 0 before it, all of them after it. */
export function daysBegun(month: string, epochMs: number): number {
  const elapsed = Math.floor(((epochMs + UTC8_MS) / 1000 - monthStart(month)) / DAY_SECONDS) + 1;
  return Math.min(Math.max(elapsed, 0), daysIn(month));
}

/** `2026-02-01 00:00:00`, or the vendor's zero time where there is none. */
export function wallText(at: WallSeconds | undefined): string {
  if (at === undefined) {
    return "0000-00-00 00:00:00";
  }
  const text = new Date(at * 1000).toISOString();
  return `${text.slice(0, 10)} ${text.slice(11, 19)}`;
}
