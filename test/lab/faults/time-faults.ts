import type { FaultGroup } from "./fault.ts";

const UNIT = "test/unit/scheduler";
const SCHEDULE = `${UNIT}/schedule.test.ts`;
const ZONES = `${UNIT}/time-zones.test.ts`;
const NIGHTLY = `${UNIT}/nightly.test.ts`;
const FAILURES = `${UNIT}/nightly-failures.test.ts`;
const DUE = `${UNIT}/due-tick.test.ts`;

/** What clocks, calendars and zones do to a schedule and to a bill's month. */
export const TIME_FAULTS: FaultGroup = {
  name: "Time",
  faults: [
    {
      number: 501,
      fault: "the clocks go forward over the schedule's time",
      happens: "the night's run is due at the end of the gap",
      proofs: [
        {
          file: SCHEDULE,
          title: "a day on which the clocks change > still has one tick of %s: %s %s, at %s: it %s",
          mutant: "night-of-a-change-late",
        },
      ],
    },
    {
      number: 502,
      fault: "the clocks go back: the schedule's time is shown twice",
      happens: "the night's run is due at the first showing, and not at the second",
      proofs: [
        {
          file: SCHEDULE,
          title: "a day on which the clocks change > still has one tick of %s: %s %s, at %s: it %s",
          mutant: "time-shown-twice-at-its-second",
        },
        {
          file: ZONES,
          title:
            "around every change of the clocks of every zone > a nightly schedule has one tick on each day of the zone, at whatever time it is set",
          mutant: "night-of-a-change-late",
        },
        {
          file: ZONES,
          title:
            "around every change of the clocks of every zone > a tick is taken once, whatever minute the service looks at the clock",
          mutant: "clock-set-back-forgets",
        },
      ],
    },
    {
      number: 503,
      fault: "a year of nights in a zone whose clocks change",
      happens: "one run on each of its days",
      proofs: [
        {
          file: NIGHTLY,
          title: "a year of nights > in %s has one run on each of its days (%s in %s)",
          mutant: "ended-tick-due-again",
        },
      ],
    },
    {
      number: 504,
      fault: "the host was asleep or the bell did not ring",
      happens: "what is due is asked every minute, so the run begins within one",
      proofs: [
        {
          file: NIGHTLY,
          title:
            "when a tick is run > within a minute where no bell rings, as after the host was asleep",
          mutant: "only-the-bell-asks",
        },
      ],
    },
    {
      number: 505,
      fault: "the host was off for several nights",
      happens: "they are one run, for the newest of them",
      proofs: [
        {
          file: DUE,
          title: "what is due > $rule",
          mutant: "missed-nights-one-by-one",
        },
      ],
    },
    {
      number: 506,
      fault: "the clock is set back over the time of a run that was made",
      happens: "nothing is run twice",
      proofs: [
        {
          file: NIGHTLY,
          title:
            "when a tick is run > not any more where it was missed and a newer one ran before the clock was set back",
          mutant: "later-ticks-overlooked",
        },
        {
          file: DUE,
          title: "what is due > $rule",
          mutant: "older-tick-due-again",
        },
      ],
    },
    {
      number: 507,
      fault: "a clock that was years ahead is put right",
      happens: "the tick that it left in the future silences the service for a day at most",
      proofs: [
        {
          file: NIGHTLY,
          title:
            "when a tick is run > again the night after a clock that was wrong by years is put right",
          mutant: "any-future-tick-counts",
        },
      ],
    },
    {
      number: 508,
      fault: "a run that ended, well or partially, and its tick asked for again",
      happens: "it is never run again; only one that was interrupted is, to be continued",
      proofs: [{ file: DUE, title: "what is due > $rule", mutant: "ended-tick-due-again" }],
    },
    {
      number: 509,
      fault: "a run that lasts longer than until the next tick",
      happens: "the ticks meanwhile are one run after it; there are never two at once",
      proofs: [
        {
          file: NIGHTLY,
          title: "one run at a time > ticks that come due during a run coalesce into one after it",
          mutant: "runs-side-by-side",
        },
      ],
    },
    {
      number: 510,
      fault: "a run that throws at once, every time",
      happens: "is tried again after 1, 2, 4 … 30 minutes, and the service goes on",
      proofs: [
        {
          file: FAILURES,
          title:
            "a run that goes wrong > by throwing does not end the service, and is tried again after 1, 2, 4 … minutes",
          mutant: "failed-tick-at-once-again",
        },
      ],
    },
    {
      number: 511,
      fault: "a database that does not say what is due",
      happens: "is asked again after 5 s, then ever more rarely, whatever the bell does",
      proofs: [
        {
          file: FAILURES,
          title:
            "a database that does not answer > is asked again after 5 s, then ever more rarely, whatever the bell does",
          mutant: "silent-database-asked-at-every-bell",
        },
      ],
    },
    {
      number: 512,
      fault: "a run that ran out of its time limit",
      happens: "is left to the next tick, which goes on with it",
      proofs: [
        {
          file: FAILURES,
          title: "a run that goes wrong > by running out of time is left to the next tick",
          mutant: "out-of-time-tried-again",
        },
      ],
    },
  ],
};
