import type { Mutant } from "./mutant.ts";

const ZONE = "src/scheduler/zone-clock.ts";
const DUE = "src/scheduler/due-tick.ts";
const NIGHTLY = "src/scheduler/nightly.ts";
const MONTH = "src/domain/bill-month.ts";
const LANE = "src/source/tencent/lane-queue.ts";
const SLOTS = "src/warehouse/postgres/postgres-slot-book.ts";

/** Guards against what clocks, calendars and zones do to a schedule and to a bill's month. */
export const TIME_MUTANTS: readonly Mutant[] = [
  {
    id: "night-of-a-change-late",
    file: ZONE,
    find: ": Math.max(change, wallTime - offsetAt(timezone, to));",
    replace: ": Math.max(change, wallTime - offsetAt(timezone, to)) + 86_400_000;",
    why: "a night whose time the clocks skip is run a day late, or not at all",
  },
  {
    id: "time-shown-twice-at-its-second",
    file: ZONE,
    find: "change === undefined || early < change",
    replace: "change === undefined",
    why: "a night whose time the clocks show twice begins an hour late",
  },
  {
    id: "clock-set-back-forgets",
    file: ZONE,
    find: "return change === undefined ? shown : Math.max(shown, change - 1 + offsetAt(timezone, before));",
    replace: "return shown;",
    why: "for an hour the newest tick is that of the day before",
  },
  {
    id: "only-the-bell-asks",
    file: NIGHTLY,
    find: "? this.#sleep.sleep(pollMs)",
    replace: "? this.#sleep.sleep(pollMs * 1_000_000)",
    why: "a night in which the host was asleep is lost",
  },
  {
    id: "missed-nights-one-by-one",
    file: DUE,
    find: "  if (last === undefined || last.dueAt < newest) {\n    return newest;",
    replace:
      "  if (last === undefined || last.dueAt < newest) {\n    return last === undefined ? newest : last.dueAt + 86_400_000;",
    why: "a host that was off for a month makes thirty runs",
  },
  {
    id: "later-ticks-overlooked",
    file: NIGHTLY,
    find: "ticks.lastTick(now + CLOCK_STEP_MAX_MS)",
    replace: "ticks.lastTick(now)",
    why: "a clock that is set back makes missed nights due again",
  },
  {
    id: "older-tick-due-again",
    file: DUE,
    find: "last.dueAt < newest",
    replace: "last.dueAt !== newest",
    why: "a clock that is set back makes older nights due again",
  },
  {
    id: "any-future-tick-counts",
    file: NIGHTLY,
    find: "ticks.lastTick(now + CLOCK_STEP_MAX_MS)",
    replace: "ticks.lastTick(now * 2 + CLOCK_STEP_MAX_MS)",
    why: "a clock that was years ahead once silences the service for years",
  },
  {
    id: "ended-tick-due-again",
    file: DUE,
    find: 'return last.state === "interrupted" && last.dueAt <= now ? last.dueAt : undefined;',
    replace: "return last.dueAt <= now ? last.dueAt : undefined;",
    why: "a night that ran is run again and again",
  },
  {
    id: "runs-side-by-side",
    file: NIGHTLY,
    find: "await this.#runTick(tickAt);",
    replace: "void this.#runTick(tickAt);",
    why: "a second run begins beside one that takes long",
  },
  {
    id: "failed-tick-at-once-again",
    file: NIGHTLY,
    find: "tickAt !== undefined && this.#attempts.mayRun(tickAt, clock.monotonic())",
    replace: "tickAt !== undefined",
    why: "a run that dies at once is begun every minute of the night",
  },
  {
    id: "silent-database-asked-at-every-bell",
    file: NIGHTLY,
    find: "{ sound: true }",
    replace: "{ sound: false }",
    why: "a bell that rings every second makes a database that fails a hot loop",
  },
  {
    id: "out-of-time-tried-again",
    file: NIGHTLY,
    find: "this.#attempts.giveUp(tickAt);",
    replace: "",
    why: "a time limit only divides a run into pieces",
  },
  {
    id: "months-as-of-now",
    file: "src/pipeline/run-sync.ts",
    find: "      now: this.#now,\n",
    replace: "      now: this.#dependencies.clock.now(),\n",
    why: "a run that lasts over midnight changes its months on the way",
  },
  {
    id: "months-of-utc",
    file: MONTH,
    find: "new Date(atMs + UTC8_OFFSET_MS)",
    replace: "new Date(atMs)",
    why: "for eight hours of each month the wrong month is asked for",
  },
  {
    id: "months-skipped",
    file: MONTH,
    find: "year * 12 + (number - 1) + count",
    replace: "year * 12 + number + count",
    why: "every other month is never asked for",
  },
  {
    id: "settled-on-the-5th",
    file: MONTH,
    find: "instantOfDay(addMonths(month, 1), 7)",
    replace: "instantOfDay(addMonths(month, 1), 5)",
    why: "a bill that was read before its last day of change passes for final",
  },
  {
    id: "no-lookback",
    file: "src/pipeline/plan-run.ts",
    find: "lookback: isBackfill ? [] : lookbackMonths(",
    replace: "lookback: now > 0 ? [] : lookbackMonths(",
    why: "a month that was missed is missed for good",
  },
  {
    id: "lookback-of-one-month",
    file: "src/pipeline/due-months.ts",
    find: "return monthsBetween(oldestThen, addMonths(oldestOpen, -1));",
    replace: "return monthsBetween(oldestThen, addMonths(oldestOpen, -1)).slice(-1);",
    why: "of a long outage only the last month is made up for",
  },
  {
    id: "late-call-leaves-anyhow",
    file: LANE,
    find: "if (clock.monotonic() - dueAt <= LATENESS_MAX_MS) {",
    replace: "if (clock.monotonic() - dueAt <= 1e9) {",
    why: "two calls leave closer together than the limit allows",
  },
  {
    id: "departures-unwatched",
    file: LANE,
    find: "await this.#keepDistance((await departed.promise) - dueAt);",
    replace: "await departed.promise;",
    why: "a call behind a slow handshake lands beside the next one",
  },
  {
    id: "slots-in-any-future",
    file: SLOTS,
    find: "clock_timestamp() + $2 * interval '1 second'\n",
    replace: "clock_timestamp() + $2 * interval '1 year'\n",
    why: "a database clock that is set back by a day stops a lane for a day",
  },
  {
    id: "slots-in-the-past",
    file: SLOTS,
    find: "        clock_timestamp()\n      ),",
    replace: "        l.next_at\n      ),",
    why: "a lane that was idle makes up for it by a burst",
  },
];
