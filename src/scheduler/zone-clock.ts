/**
 * What a time zone's clock shows, as the epoch milliseconds at which a UTC clock would show the
 * same. Cron expressions speak of these; only this file turns them into instants.
 */
export type WallTime = number;

const HOUR_MS = 3_600_000;

/** The zones' own offsets run from -12 h to +14 h; a wall time lies this far around its UTC reading. */
const AROUND_MS = 15 * HOUR_MS;

/** No zone ever sets its clock back by more than a day. */
const SET_BACK_MAX_MS = 24 * HOUR_MS;

/**
 * The highest time that the zone's clock has shown up to `now`. On the day the clocks go back it
 * stays where it was until the clock has caught up, so that a time shown twice counts once.
 */
export function highestShown(timezone: string, now: number): WallTime {
  const before = now - SET_BACK_MAX_MS;
  const change = findChange(timezone, before, now);
  const shown = now + offsetAt(timezone, now);
  return change === undefined ? shown : Math.max(shown, change - 1 + offsetAt(timezone, before));
}

/**
 * The first instant at which the zone's clock shows `wallTime` or later: its first showing where it
 * is shown twice, the end of the gap where it is left out. Never falls as `wallTime` rises.
 */
export function firstShowing(timezone: string, wallTime: WallTime): number {
  const from = wallTime - AROUND_MS;
  const to = wallTime + AROUND_MS;
  const early = wallTime - offsetAt(timezone, from);
  const change = findChange(timezone, from, to);
  return change === undefined || early < change
    ? early
    : Math.max(change, wallTime - offsetAt(timezone, to));
}

/** The first instant after `from` with the offset of `to`; undefined where the two have the same. */
function findChange(timezone: string, from: number, to: number): number | undefined {
  const offset = offsetAt(timezone, to);
  if (offsetAt(timezone, from) === offset) {
    return undefined;
  }
  // Whole seconds, as far as the formatter can tell them apart.
  let old = Math.floor(from / 1000);
  let changed = Math.ceil(to / 1000);
  while (changed - old > 1) {
    const middle = Math.floor((old + changed) / 2);
    if (offsetAt(timezone, middle * 1000) === offset) {
      changed = middle;
    } else {
      old = middle;
    }
  }
  return changed * 1000;
}

/** How far the zone's clock is ahead of UTC at `at`, in milliseconds. */
function offsetAt(timezone: string, at: number): number {
  const second = Math.floor(at / 1000) * 1000;
  const parts: Partial<Record<Intl.DateTimeFormatPartTypes, number>> = {};
  for (const { type, value } of formatterOf(timezone).formatToParts(second)) {
    parts[type] = Number(value);
  }
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second: seconds = 0 } = parts;
  return Date.UTC(year, month - 1, day, hour, minute, seconds) - second;
}

// A formatter costs a hundred times as much to make as to use.
const formatters = new Map<string, Intl.DateTimeFormat>();

function formatterOf(timezone: string): Intl.DateTimeFormat {
  const known = formatters.get(timezone);
  if (known !== undefined) {
    return known;
  }
  const formatter = new Intl.DateTimeFormat("en-US", {
    timeZone: timezone,
    calendar: "gregory",
    numberingSystem: "latn",
    hourCycle: "h23",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
    second: "numeric",
  });
  formatters.set(timezone, formatter);
  return formatter;
}
