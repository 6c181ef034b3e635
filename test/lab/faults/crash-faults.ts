import type { FaultGroup } from "./fault.ts";

const KILLS = "test/e2e/kills.test.ts";
const RUNS = "test/integration/warehouse-runs.test.ts";
const REPLACE = "test/integration/warehouse-replace.test.ts";
const STAGED = "test/integration/warehouse-staged-pages.test.ts";
const MARKS = "test/unit/source/read-staged-pages.test.ts";

const AT_RANDOM =
  "a process that is killed > at random moments loses, doubles and changes nothing (seed %i)";

/** What is left when a process, or the server that it works on, ends at some moment. */
export const CRASH_FAULTS: FaultGroup = {
  name: "Crashes",
  faults: [
    {
      number: 101,
      fault: "kill -9 at any moment: before a call, after its answer, at a statement, at a COMMIT",
      happens:
        "the next run ends with the rows of an undisturbed one; a reader sees each slice as it was or as it became, never half",
      proofs: [{ file: KILLS, title: AT_RANDOM, mutant: "dead-runs-keep-their-slices" }],
    },
    {
      number: 102,
      fault: "kill -9 between a slice's rows and its bookkeeping",
      happens: "cannot be: both are one transaction",
      proofs: [
        {
          file: REPLACE,
          title: "a load that fails > in its second table takes back what it did to the first",
          mutant: "transactions-in-name-only",
        },
        {
          file: REPLACE,
          title: "readers see the old slice or the new one, in all its tables, while it is loaded",
          mutant: "transactions-in-name-only",
        },
      ],
    },
    {
      number: 103,
      fault: "kill -9 in the middle of a slice of a hundred pages",
      happens: "page 1 is read again, and then only the pages that were not staged",
      proofs: [
        {
          file: KILLS,
          title:
            "a process that is killed > at page 60 of 100 costs at most 45 further calls to finish",
          mutant: "staged-pages-forgotten",
        },
      ],
    },
    {
      number: 104,
      fault: "page 1 has changed since the pages were staged",
      happens: "all are read anew",
      proofs: [
        {
          file: KILLS,
          title:
            "staged pages of a killed process are read anew > where page 1 has changed meanwhile",
          mutant: "first-page-not-compared",
        },
      ],
    },
    {
      number: 105,
      fault: "Total has moved since then, though page 1 is the same",
      happens: "all are read anew",
      proofs: [
        {
          file: KILLS,
          title:
            "staged pages of a killed process are read anew > where Total has moved meanwhile, though page 1 is the same",
          mutant: "total-not-compared",
        },
      ],
    },
    {
      number: 106,
      fault: "the staged pages are older than an hour",
      happens: "they are thrown away: page 10 may have changed where page 1 does not show it",
      proofs: [
        {
          file: STAGED,
          title: "staged pages are of no use > when they are older than an hour",
          mutant: "staged-pages-for-ever",
        },
      ],
    },
    {
      number: 107,
      fault: "the program was updated in between, and the stream's declaration with it",
      happens: "staged rows of the older declaration are thrown away",
      proofs: [
        {
          file: STAGED,
          title: "staged pages are of no use > when another version of the declaration made them",
          mutant: "declarations-not-compared",
        },
      ],
    },
    {
      number: 108,
      fault: "a page was staged ahead of its turn, and the one before it was not",
      happens: "the walk goes on behind the last page without a gap",
      proofs: [
        {
          file: STAGED,
          title:
            "pages that a try staged before it was cut off > come up to the first that is missing: a page written ahead of its turn is read again",
          mutant: "gaps-among-staged-pages",
        },
      ],
    },
    {
      number: 109,
      fault: "nobody ever goes on behind what was staged",
      happens: "the next run forgets it",
      proofs: [
        {
          file: STAGED,
          title:
            "what nobody will go on behind is forgotten by the next run, and what a live run stages is not",
          mutant: "orphans-stay",
        },
      ],
    },
    {
      number: 110,
      fault: "PostgreSQL crashes, and its unlogged tables are empty afterwards",
      happens:
        "the missing rows are noticed before the load, and the slice is read anew; nothing that was loaded is touched",
      proofs: [
        {
          file: REPLACE,
          title:
            "staged pages > that a crash of the server wiped out are missed: the slice is not loaded without them",
          mutant: "lost-staging-unnoticed",
        },
        {
          file: "test/unit/pipeline/sync-slice.test.ts",
          title: "staged pages that the database has lost are read again",
          mutant: "inconsistent-slice-not-read-again",
        },
      ],
    },
    {
      number: 111,
      fault: "a run's process is gone without a word",
      happens:
        "the next run finds its lock free, closes it as interrupted, frees its slices and goes on with it",
      proofs: [
        {
          file: RUNS,
          title:
            "a run whose process was killed > is closed as interrupted by the next one, which goes on with what was in flight and no more",
          mutant: "free-locks-unnoticed",
        },
        {
          file: "test/e2e/interruption.test.ts",
          title:
            "a run that is cut off > by kill -9 leaves nothing that keeps the next one from the same rows",
          mutant: "cut-off-runs-not-continued",
        },
      ],
    },
    {
      number: 112,
      fault: "its host is gone, and the server still believes in the connection",
      happens: "its lease runs out after a minute, and it counts as dead",
      proofs: [
        {
          file: RUNS,
          title:
            "a live run > that slept past its lease is closed, and finds out at its next heartbeat",
          mutant: "leases-without-end",
        },
      ],
    },
    {
      number: 113,
      fault: "a run that was cut off, and another kind of run, other months, or the next night",
      happens: "only the same work is continued, and only within 20 hours",
      proofs: [
        {
          file: RUNS,
          title: "a run that was cut off > is not continued by one of %s",
          mutant: "continued-after-days",
        },
      ],
    },
    {
      number: 114,
      fault: "a load fails in the middle, for whatever reason",
      happens: "the slice keeps its rows, is free for the next try, and says why",
      proofs: [
        {
          file: REPLACE,
          title:
            "a load that fails > is noted with its reason, keeps the rows and what was staged, and frees the slice",
          mutant: "failed-slices-stay-claimed",
        },
      ],
    },
    {
      number: 115,
      fault: "pages beyond a staged part are walked, and what was staged had grown before",
      happens: "the walk is what it would have been in one go",
      proofs: [
        {
          file: MARKS,
          title:
            "a list of which some pages are staged > costs its first page and those behind the staged ones",
          mutant: "staged-marks-not-walked",
        },
      ],
    },
    {
      number: 116,
      fault: "a failover to a replica that had not yet received the last commits",
      happens:
        "a slice's rows and its bookkeeping are lost together, so the next night loads it again",
      leftOut: "it takes two servers; 102 shows that rows and bookkeeping are one commit",
    },
    {
      number: 117,
      fault: "a load ends between a bill's lines and the sums that dashboards read of them",
      happens: "both are one commit: the sums are those of the lines beside them, in every state",
      proofs: [
        {
          file: "test/integration/cost-rollups.test.ts",
          title:
            "what is added up of a bill's lines > is after any loads what adding them up anew would give",
          mutant: "sums-left-behind",
        },
      ],
    },
  ],
};
