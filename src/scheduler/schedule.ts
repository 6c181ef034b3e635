import { CronExpressionParser } from "cron-parser";
import { firstShowing, highestShown, type WallTime } from "./zone-clock.ts";

/** When runs are due: a cron expression of five or six fields, read in a time zone. */
export type Schedule = { readonly cron: string; readonly timezone: string };

/**
 * The newest scheduled instant at or before `now`, epoch milliseconds.
 *
 * Every wall-clock time that the expression names is one instant, on every day: one that the clocks
 * skip is due at the end of the gap, one that they show twice is due the first time. A day of the
 * month and a day of the week are alternatives, as in crontab(5): `0 9 1 * 1` is the 1st and every
 * Monday. Throws an `Error` for an expression that `isCronExpression` refuses.
 */
export function newestTick({ cron, timezone }: Schedule, now: number): number {
  const shown = wholeSecond(highestShown(timezone, now));
  return firstShowing(
    timezone,
    iterate(cron, shown + 1000)
      .prev()
      .getTime(),
  );
}

/** The first scheduled instant after `now`, epoch milliseconds; for the rest see `newestTick`. */
export function nextTick({ cron, timezone }: Schedule, now: number): number {
  const shown = wholeSecond(highestShown(timezone, now));
  return firstShowing(timezone, iterate(cron, shown).next().getTime());
}

// The parser walks wall-clock time, in UTC, where no clock ever changes. Given the zone itself,
// cron-parser 5.10 answers differently forwards and backwards around a change (it goes back over a
// skipped 02:30 without seeing it) and throws for Australia/Lord_Howe.
function iterate(cron: string, from: WallTime): ReturnType<typeof CronExpressionParser.parse> {
  return CronExpressionParser.parse(cron, { tz: "UTC", currentDate: new Date(from) });
}

function wholeSecond(wallTime: WallTime): WallTime {
  return Math.floor(wallTime / 1000) * 1000;
}
