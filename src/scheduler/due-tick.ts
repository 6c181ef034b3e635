import type { Tick } from "../domain/tick-book.ts";
import { newestTick, type Schedule } from "./schedule.ts";

/**
 * How far into the future a tick on record still counts: a clock that was set back waits for it, so
 * that nothing is run twice. One from further ahead was written by a clock that was wrong by days
 * and must not silence the service until then.
 */
export const CLOCK_STEP_MAX_MS = 24 * 3_600_000;

/**
 * The scheduled instant that a run is to be begun for at `now`, epoch milliseconds; undefined where
 * nothing is due. Pure.
 *
 * `last` is the newest tick on record at or before `now + CLOCK_STEP_MAX_MS`. Missed ticks coalesce
 * into the newest; a tick that ran is never due again; one that was interrupted is, to be continued.
 * With nothing on record the newest past instant is due: a first start loads at once.
 */
export function dueTick(
  schedule: Schedule,
  { now, last }: { readonly now: number; readonly last: Tick | undefined },
): number | undefined {
  const newest = newestTick(schedule, now);
  if (last === undefined || last.dueAt < newest) {
    return newest;
  }
  return last.state === "interrupted" && last.dueAt <= now ? last.dueAt : undefined;
}
