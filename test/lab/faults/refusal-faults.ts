import type { FaultGroup } from "./fault.ts";

const TROUBLE = "test/integration/database-trouble.test.ts";
const PATIENCE = "test/unit/warehouse/database-patience.test.ts";
const STATES = "test/unit/warehouse/sql-state.test.ts";
const SESSION = "test/integration/database-run-session.test.ts";

/** What a database that is there refuses, and why. */
export const REFUSAL_FAULTS: FaultGroup["faults"] = [
  {
    number: 310,
    fault: "a deadlock or a serialization failure",
    happens:
      "the transaction is repeated with growing, jittered pauses; right rows, each loaded once",
    proofs: [
      {
        file: TROUBLE,
        title:
          "a conflict with another session > %s at any of the first COMMITs is repeated: right rows, each loaded once",
        mutant: "deadlocks-are-defects",
      },
      {
        file: PATIENCE,
        title:
          "a conflict with others > %s is tried five times, with pauses that grow, patience or not",
        mutant: "conflicts-tried-for-ever",
      },
    ],
  },
  {
    number: 311,
    fault: "a table that somebody has locked for hours",
    happens: "the slices that need it fail by name after two waits; the others load",
    proofs: [
      {
        file: TROUBLE,
        title:
          "a table that somebody has locked > fails the slices that need it, by name; the others load, and the next run loads the rest",
        mutant: "one-lock-ends-the-run",
      },
    ],
  },
  {
    number: 312,
    fault: "the disk is full",
    happens: "the run ends at once and says so: no hot loop, no further call, nothing lost",
    proofs: [
      {
        file: TROUBLE,
        title: "a disk that is full > %s ends the run at once, with what to do about it",
        mutant: "full-disk-waited-for",
      },
    ],
  },
  {
    number: 313,
    fault: "too many connections",
    happens:
      "those that there are make do; for the slots alone it ends with 8 and the limit to raise",
    proofs: [
      {
        file: TROUBLE,
        title: "too few connections > are waited for, and make do",
        mutant: "refused-connections-are-final",
      },
    ],
  },
  {
    number: 314,
    fault: "settings that an administrator made for people: datestyle, isolation, time-outs",
    happens: "our sessions have their own",
    proofs: [
      {
        file: TROUBLE,
        title: "what an administrator set for people > does not make bills wrong, nor runs fail",
        mutant: "datestyle-of-the-role",
      },
      {
        file: TROUBLE,
        title:
          "what an administrator set for people > does not hurry any of our connections: the pool's, the slots' and the run's",
        mutant: "statement-timeout-of-the-role",
      },
    ],
  },
  {
    number: 315,
    fault: "a wrong password, a database that was dropped, damaged data",
    happens: "what only a person can mend is not tried twice",
    proofs: [
      {
        file: PATIENCE,
        title: "what only a person can mend > %s is not tried twice, however patient we are",
        mutant: "wrong-passwords-tried-again",
      },
      {
        file: STATES,
        title: "what a SQLSTATE means > %s, %s: %s",
        mutant: "full-disk-waited-for",
      },
    ],
  },
  {
    number: 316,
    fault: "a row that PostgreSQL refuses",
    happens: "its slice fails and says what PostgreSQL said; the others load",
    proofs: [
      {
        file: STATES,
        title:
          "the error that the pipeline gets > is a slice's own failure where PostgreSQL refused a row: the others can be loaded",
        mutant: "refused-rows-end-the-run",
      },
    ],
  },
  {
    number: 317,
    fault: "the database cannot be reached when a command begins",
    happens: "exit code 8 at once, before anything is called",
    proofs: [
      {
        file: "test/e2e/refusals.test.ts",
        title:
          "what is refused ends with its own exit code and says how to mend it > a database that cannot be reached: 8, before anything is called",
        mutant: "no-database-is-a-failure",
      },
    ],
  },
  {
    number: 318,
    fault: "a server that takes the connection and says nothing",
    happens: "is given up after ten seconds",
    proofs: [
      {
        file: "test/integration/database-pool.test.ts",
        title: "a server that takes the connection and says nothing is given up in time",
        mutant: "connects-without-limit",
      },
    ],
  },
  {
    number: 319,
    fault: "a database that is busy with our own large merges",
    happens: "the wait for a free connection is not taken for an outage",
    proofs: [
      {
        file: "test/integration/database-pool.test.ts",
        title: "a database that is only busy is waited for, however long a connect may take",
        mutant: "busy-taken-for-gone",
      },
    ],
  },
  {
    number: 320,
    fault: "the connection that holds the run's lock breaks, or the server restarts",
    happens: "it is opened again and the lock taken anew, before others look",
    proofs: [
      {
        file: SESSION,
        title:
          "a live run > that lost its connection has it back with its lock at once, and is left alone",
        mutant: "run-session-not-reopened",
      },
      {
        file: SESSION,
        title:
          "a live run > whose connection went silent takes its lock from the server's end of it",
        mutant: "lost-backends-keep-their-locks",
      },
    ],
  },
  {
    number: 321,
    fault: "a run was begun, and the answer to its COMMIT is lost",
    happens:
      "it is closed as interrupted and gone on with at once, also where its lock is still held",
    proofs: [
      {
        file: SESSION,
        title:
          "a run whose beginning was committed, and nobody was told > is so too where the server still holds its lock for a connection that went silent",
        mutant: "lost-beginnings-stay",
      },
    ],
  },
];
