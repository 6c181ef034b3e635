import type { FaultGroup } from "./fault.ts";

const CLAIMS = "test/integration/warehouse-claims.test.ts";
const RUNS = "test/integration/warehouse-runs.test.ts";
const SLOTS = "test/integration/warehouse-slots.test.ts";
const MIGRATIONS = "test/integration/migrations.test.ts";

/** Several processes, and several hosts, on one database. */
export const PROCESS_FAULTS: FaultGroup = {
  name: "Several processes, one database",
  faults: [
    {
      number: 201,
      fault: "two runs want the same slice at once",
      happens: "one of them has it; for the other it counts as loaded as soon as it is",
      proofs: [
        {
          file: CLAIMS,
          title: "a slice is loaded by one run at a time > however many runs ask for it at once",
          mutant: "claims-of-live-runs-ignored",
        },
        {
          file: CLAIMS,
          title:
            "a slice counts as loaded > for every run that began before the load, whoever loaded it",
          mutant: "loads-of-others-ignored",
        },
      ],
    },
    {
      number: 202,
      fault: "a process that was taken for dead wakes up in the middle of its slice",
      happens: "its load, its failure and its staged pages are refused by their older epoch",
      proofs: [
        {
          file: CLAIMS,
          title:
            "a run that was taken for dead > cannot load over what the next one loads, before or after it",
          mutant: "old-epochs-load",
        },
        {
          file: CLAIMS,
          title: "a run that was taken for dead > cannot fail or release what the next one holds",
          mutant: "old-epochs-free",
        },
        {
          file: "test/integration/warehouse-staged-pages.test.ts",
          title:
            "a process that wakes up late adds nothing to what the new owner of its pages loads",
          mutant: "epochs-kept-at-claims",
        },
      ],
    },
    {
      number: 203,
      fault: "many processes call the same action",
      happens:
        "together they stay within its limit: each call has a slot of one row in the database",
      proofs: [
        {
          file: SLOTS,
          title: "the slots of a lane > never come closer than the spacing, whoever reserves them",
          mutant: "slots-not-shared",
        },
      ],
    },
    {
      number: 204,
      fault: "one of them is throttled",
      happens: "the lane slows down for all, and half of that is forgotten every minute",
      proofs: [
        {
          file: SLOTS,
          title:
            "a throttle answer > widens the spacing for every process, and half of it is forgotten every minute",
          mutant: "penalties-forgotten",
        },
      ],
    },
    {
      number: 205,
      fault: "a backfill of years while the nightly sync begins",
      happens: "it begins nothing in a lane in which the sync still has slices to begin",
      proofs: [
        {
          file: "test/unit/pipeline/give-way.test.ts",
          title:
            "a backfill begins nothing in a lane in which a sync has slices to begin, and goes on after it",
          mutant: "backfill-does-not-give-way",
        },
        {
          file: "test/integration/warehouse-run-lanes.test.ts",
          title: "a backfill waits for nobody who is dead",
          mutant: "dead-syncs-hold-up-backfills",
        },
      ],
    },
    {
      number: 206,
      fault: "clocks of hosts that disagree",
      happens: "leases and slots are the database's time, whoever asks",
      proofs: [
        {
          file: "test/integration/database-run-session.test.ts",
          title: "a live run > of a host whose clock is %s is alive by the database's",
          mutant: "leases-by-the-hosts-clock",
        },
      ],
    },
    {
      number: 207,
      fault: "two services on one database, and a tick comes due",
      happens: "one of them runs it, and nobody runs it again, however its run ended",
      proofs: [
        {
          file: RUNS,
          title: "a tick > is run by one of those that try, and never again, however its run ended",
          mutant: "ticks-run-again",
        },
      ],
    },
    {
      number: 208,
      fault: "several runs begin after one that was cut off",
      happens: "one of them goes on with it",
      proofs: [
        {
          file: RUNS,
          title:
            "a run that was cut off > is continued once, however many begin at once, and not after a run that ended",
          mutant: "ended-runs-continued",
        },
      ],
    },
    {
      number: 209,
      fault: "two runs register thousands of slices in different orders",
      happens: "they do not wait for each other in a circle",
      proofs: [
        {
          file: CLAIMS,
          title:
            "runs that register the same slices at once in different orders do not trip over each other",
          mutant: "slices-registered-carelessly",
        },
      ],
    },
    {
      number: 210,
      fault: "every slice asked for is held by another run to the end",
      happens: "they are waited for, then told as held, exit code 5",
      proofs: [
        {
          file: "test/unit/pipeline/await-held.test.ts",
          title: "a slice that another run finished counts as loaded, and is not extracted again",
          mutant: "held-slices-not-waited-for",
        },
        {
          file: "test/unit/pipeline/run-outcome.test.ts",
          title: "a run ends with > %d: %s",
          mutant: "held-is-partial",
        },
      ],
    },
    {
      number: 211,
      fault: "the database's schema is newer than the program, after a step back",
      happens: "nothing is touched; exit code 2 and the advice to use the newest version",
      proofs: [
        {
          file: MIGRATIONS,
          title:
            "a migration that cannot be applied > because the schema is newer than the program asks for the newest program",
          mutant: "newer-schema-unexplained",
        },
      ],
    },
    {
      number: 212,
      fault: "a migration fails half-way",
      happens: "it is named, and the schema is as it was",
      proofs: [
        {
          file: MIGRATIONS,
          title: "a migration that cannot be applied > is named, and leaves the schema as it was",
          mutant: "failed-migration-unnamed",
        },
      ],
    },
    {
      number: 213,
      fault: "large merges keep every connection of the pool busy",
      happens: "calls go on leaving: their slots have a connection of their own",
      proofs: [
        {
          file: "test/integration/api-trouble-slots.test.ts",
          title:
            "a call's slot waits for no load: it comes though every connection of the pool is busy for long",
          mutant: "slots-behind-loads",
        },
      ],
    },
  ],
};
