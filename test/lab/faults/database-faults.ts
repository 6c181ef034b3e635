import type { FaultGroup } from "./fault.ts";

const OUTAGE = "test/integration/database-outage.test.ts";
const DROPS = "test/integration/database-drops.test.ts";
const SILENCE = "test/integration/database-half-open.test.ts";
const PATIENCE = "test/unit/warehouse/database-patience.test.ts";

/** What happens to PostgreSQL, to the way there, and what an administrator does. */
export const DATABASE_FAULTS: FaultGroup = {
  name: "The database",
  faults: [
    {
      number: 301,
      fault: "the server is restarted in the middle of a sync",
      happens:
        "it is waited for, on new connections; no call is made meanwhile, for a call's slot is a row of it; the sync ends well",
      proofs: [
        {
          file: OUTAGE,
          title:
            "a server that is restarted in the middle of a sync > is waited for: the sync ends well, and no call is made while the server is down",
          mutant: "outages-not-waited-for",
        },
      ],
    },
    {
      number: 302,
      fault: "the network to it is cut for a while",
      happens: "the same, with one line in the log when it goes and one when it is back",
      proofs: [
        {
          file: OUTAGE,
          title:
            "a database that goes away in the middle of a sync > is waited for, with one line when it goes and one when it is back, and no call between",
          mutant: "outages-told-each-time",
        },
      ],
    },
    {
      number: 303,
      fault: "it stays away longer than BILLING_DATABASE_PATIENCE_SECONDS",
      happens: "the run ends with 8, and the next one goes on with it",
      proofs: [
        {
          file: PATIENCE,
          title:
            "an outage > that lasts longer than the patience ends with what failed, and for how long it did",
          mutant: "patience-without-end",
        },
        {
          file: PATIENCE,
          title:
            "an outage > is one outage for all operations: the latest to meet it gives up with the first",
          mutant: "an-outage-for-each-operation",
        },
      ],
    },
    {
      number: 304,
      fault: "everybody waits for it to come back",
      happens: "the pauses double up to five seconds, each a random part of what it may be",
      proofs: [
        {
          file: PATIENCE,
          title:
            "an outage > is not hammered by all at once: each pause is a random part of what it may be",
          mutant: "outage-without-jitter",
        },
        {
          file: PATIENCE,
          title:
            "an outage > is waited out with pauses that double from a quarter of a second to five",
          mutant: "outage-hammered",
        },
      ],
    },
    {
      number: 305,
      fault: "the process is told to stop while it waits for the database",
      happens: "it stops waiting at once",
      proofs: [
        {
          file: PATIENCE,
          title: "an outage > does not keep a process that is told to stop",
          mutant: "outage-outlasts-the-signal",
        },
      ],
    },
    {
      number: 306,
      fault: "the connection is dropped before any statement",
      happens: "the transaction is repeated on a new one; each slice is loaded once",
      proofs: [
        {
          file: DROPS,
          title:
            "a sync whose connections are dropped > before statement %i and every 37th after it ends with the right rows, each loaded once",
          mutant: "broken-sockets-are-defects",
        },
      ],
    },
    {
      number: 307,
      fault: "the answer to a COMMIT is lost: nobody knows whether it happened",
      happens:
        "the next attempt looks for the traces of the first; rows, journal and counts are once",
      proofs: [
        {
          file: DROPS,
          title:
            "a sync whose connections are dropped > after COMMIT %i and every 5th after it, without the answer, counts and journals each load once",
          mutant: "own-loads-not-recognised",
        },
      ],
    },
    {
      number: 308,
      fault: "a connection goes silent: a firewall has forgotten it",
      happens:
        "another connection sees that the server waits too, and breaks it off; a statement may take as long as the server works on it",
      proofs: [
        {
          file: SILENCE,
          title: "a connection that goes silent > %s is found out and the transaction repeated",
          mutant: "silent-connections-unwatched",
        },
        {
          file: SILENCE,
          title:
            "a connection that goes silent > under a single statement is given up in time, and the statement made on a new one",
          mutant: "statements-without-limit",
        },
      ],
    },
    {
      number: 309,
      fault: "a failover leaves us on a replica that is read-only",
      happens: "new connections are tried until one can write; else 8 and a hint at the primary",
      proofs: [
        {
          file: OUTAGE,
          title:
            "a failover that leaves a sync on a read-only server > is waited out on new connections, and no call is made until it can write again",
          mutant: "replicas-taken-for-broken",
        },
      ],
    },
  ],
};
