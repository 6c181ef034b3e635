import type { FaultGroup } from "./fault.ts";

const UNIT = "test/unit/scheduler";
const CALENDAR = `${UNIT}/time-calendar.test.ts`;
const OUTAGE = `${UNIT}/time-outage.test.ts`;
const SLOTS = "test/integration/warehouse-slots.test.ts";

/** What the calendar does to a bill's month, and timers to a slot. */
export const CALENDAR_FAULTS: FaultGroup["faults"] = [
  {
    number: 513,
    fault: "the month and the year change while a run works",
    happens: "its months are those of its beginning; the next run has the new one",
    proofs: [
      {
        file: "test/integration/time-rollover.test.ts",
        title:
          "a run's months are those of its beginning, though month and year change while it works",
        mutant: "months-as-of-now",
      },
    ],
  },
  {
    number: 514,
    fault: "the eight hours in which UTC and Beijing name different months",
    happens: "bill months are Beijing's, at every hour of ten years",
    proofs: [
      {
        file: CALENDAR,
        title:
          "the bill's month > is Beijing's at every hour of ten years, and so is the one a millisecond before",
        mutant: "months-of-utc",
      },
    ],
  },
  {
    number: 515,
    fault: "a leap day, and the turn of a year",
    happens: "the calendar is counted in years and months, so they are months like any other",
    proofs: [
      {
        file: CALENDAR,
        title:
          "the bill's month > is followed by the next one, from January to December and over every year's end",
        mutant: "months-skipped",
      },
      {
        file: CALENDAR,
        title: "a night > comes on a leap day as on any other, and looks at February and January",
        mutant: "months-skipped",
      },
    ],
  },
  {
    number: 516,
    fault: "a bill that is settled on the 6th of the next month, after its month was open",
    happens: "it counts as final only when it was loaded after that day, Beijing's",
    proofs: [
      {
        file: CALENDAR,
        title:
          "the bill's month > is settled when Beijing's 7th of the next month begins, also after a leap day",
        mutant: "settled-on-the-5th",
      },
    ],
  },
  {
    number: 517,
    fault: "six weeks without a run",
    happens:
      "the next looks at its open months and at every earlier one that was not loaded since its bill was settled",
    proofs: [
      {
        file: OUTAGE,
        title: "after six weeks without a run, a sync looks at > $what ($last to $now)",
        mutant: "settled-on-the-5th",
      },
      {
        file: OUTAGE,
        title:
          "after six weeks without a run, a sync looks at > the same months of a customer that came meanwhile, of whom nothing was loaded",
        mutant: "no-lookback",
      },
    ],
  },
  {
    number: 518,
    fault: "any nights missed or failed in years, in any order",
    happens: "the first good night after them has the final bill of every month since the first",
    proofs: [
      {
        file: OUTAGE,
        title:
          "whatever nights are missed in two years > the first good one after them has every month's final bill that was missed",
        mutant: "lookback-of-one-month",
      },
    ],
  },
  {
    number: 519,
    fault: "timers that fire late, as on a busy host",
    happens: "a call that missed its slot gives it back and takes another",
    proofs: [
      {
        file: "test/unit/source/lane-queue.test.ts",
        title: "calls of a lane > that woke too late hand the slot back and take another",
        mutant: "late-call-leaves-anyhow",
      },
    ],
  },
  {
    number: 520,
    fault: "a first call that leaves late, behind a slow TLS handshake",
    happens: "the next slot moves by as much",
    proofs: [
      {
        file: "test/unit/source/lane-queue.test.ts",
        title:
          "calls of a lane > that left late, as behind a slow handshake, move the next slot by as much",
        mutant: "departures-unwatched",
      },
    ],
  },
  {
    number: 521,
    fault: "the database's clock is set back, and a lane's next slot lies hours ahead",
    happens: "the lane waits for no more than a thousand slots",
    proofs: [
      {
        file: SLOTS,
        title:
          "a lane is not held up for longer than a thousand slots by a clock that was set back",
        mutant: "slots-in-any-future",
      },
    ],
  },
  {
    number: 522,
    fault: "a slot that was missed while the process slept",
    happens: "none is given out in the past, so nobody makes up for lost time",
    proofs: [
      {
        file: SLOTS,
        title:
          "a slot that was missed > is not given out in the past: the new one begins now, and the next a spacing later",
        mutant: "slots-in-the-past",
      },
    ],
  },
  {
    number: 523,
    fault: "a leap second",
    happens: "is smeared or stepped by the host's clock like any other small step",
    leftOut: "no time that this program reads has a sixty-first second; 506 has the step",
  },
];
