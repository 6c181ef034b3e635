import type { BillMonth } from "../domain/bill-month.ts";

const MONTHS = [
  "January",
  "February",
  "March",
  "April",
  "May",
  "June",
  "July",
  "August",
  "September",
  "October",
  "November",
  "December",
] as const;

/** `2026-11` as `November 2026`. Pure. */
export function monthName(month: BillMonth): string {
  const [year = "", number = ""] = month.split("-");
  return `${MONTHS[Number(number) - 1] ?? number} ${year}`;
}

/** `2026-11` as `Nov 2026`. Pure. */
export function shortMonthName(month: BillMonth): string {
  const [name = "", year = ""] = monthName(month).split(" ");
  return `${name.slice(0, 3)} ${year}`;
}

/** `2026-11-22` as `22 November 2026`. Pure. */
export function dayName(day: string): string {
  return `${Number(day.slice(8, 10))} ${monthName(day.slice(0, 7))}`;
}

/** `2026-11-22 01:12` as `22 November 2026, 01:12`. Pure. */
export function instantName(instant: string): string {
  return `${dayName(instant)}, ${instant.slice(11)}`;
}
