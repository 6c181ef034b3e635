const MONTH_DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
const TIME = /^([0-9]{4})-([0-9]{2})-([0-9]{2}) ([01][0-9]|2[0-3]):([0-5][0-9]):([0-5][0-9])$/;
const UTC8_SECONDS = 8 * 3_600;

/** The epoch second of a UTC+8 wall clock, by the Gregorian rule alone; undefined where there is no such moment. */
export function epochOfUtc8(text: string): string | undefined {
  const match = TIME.exec(text);
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = (match ?? [])
    .slice(1)
    .map(Number);
  if (match === null || year === 0 || day === 0 || day > daysIn(year, month)) {
    return undefined;
  }
  const daySeconds = (daysBefore(year, month) + day - 1) * 86_400;
  return String(daySeconds + hour * 3_600 + minute * 60 + second - UTC8_SECONDS);
}

function daysIn(year: number, month: number): number {
  return (MONTH_DAYS[month - 1] ?? 0) + (month === 2 ? leapYears(year) - leapYears(year - 1) : 0);
}

/** Days from 1970-01-01 to the first of the month. */
function daysBefore(year: number, month: number): number {
  const months = Array.from({ length: month - 1 }, (_, index) => daysIn(year, index + 1));
  const inYear = months.reduce((sum, days) => sum + days, 0);
  return (year - 1) * 365 + leapYears(year - 1) - 719_162 + inYear;
}

/** How many leap years there were up to the end of a year. */
function leapYears(year: number): number {
  return Math.floor(year / 4) - Math.floor(year / 100) + Math.floor(year / 400);
}
