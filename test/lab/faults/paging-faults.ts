import type { FaultGroup } from "./fault.ts";

const PAGING = "test/integration/source-paging.test.ts";
const WALK = "test/unit/source/page-walk.test.ts";
const STREAMS = "test/integration/source-streams.test.ts";

/** Answers that are whole, and wrong beside each other or beside what is known. */
export const PAGING_FAULTS: FaultGroup["faults"] = [
  {
    number: 451,
    fault: "Total is cached and too low, 0 beside rows, or missing",
    happens: "the walk goes on to a short page that Total confirms or an empty one",
    proofs: [
      {
        file: PAGING,
        title: "pages > %s",
        row: "with a Total that is too low are read to the empty page",
        mutant: "total-believed",
      },
      {
        file: WALK,
        title: "the walk goes on > %s",
        mutant: "short-page-is-the-end",
      },
    ],
  },
  {
    number: 452,
    fault: "Total is a text",
    happens: "is counted like a number; what is no count fails the slice and names the field",
    proofs: [
      {
        file: "test/unit/source/page-facts.test.ts",
        title: "Total > %j counts %s rows",
        mutant: "total-as-text-ignored",
      },
      {
        file: "test/unit/source/page-facts.test.ts",
        title: "Total > %j is no count: drift that names the field",
        mutant: "total-may-be-anything",
      },
    ],
  },
  {
    number: 453,
    fault: "Total rises while a bill of the running month is read",
    happens: "it is followed to its new end, and page 1 is read again and must agree",
    proofs: [
      {
        file: PAGING,
        title:
          "a bill that grows while it is read > in the running month is followed to its new end, and page 1 is read again",
        mutant: "growth-contradicts",
      },
      {
        file: WALK,
        title:
          "a Total that moves > upwards in the running month is followed to its new end, and page 1 is read again",
        mutant: "first-page-not-read-again",
      },
    ],
  },
  {
    number: 454,
    fault: "a line comes to the front of the running month: all others move on by one",
    happens: "page 1, read again, differs: the slice is read anew",
    proofs: [
      {
        file: WALK,
        title: "a Total that moves > page 1 read again %s",
        mutant: "first-page-agrees-anyhow",
      },
    ],
  },
  {
    number: 455,
    fault: "Total falls, or moves in a month that is over",
    happens: "the slice is read anew, at most three times",
    proofs: [
      {
        file: WALK,
        title: "a Total that moves > downwards contradicts itself (running month: %s)",
        mutant: "fallen-total-accepted",
      },
      {
        file: WALK,
        title: "a Total that moves > upwards in a closed month contradicts itself",
        mutant: "closed-month-may-grow",
      },
    ],
  },
  {
    number: 456,
    fault: "fewer rows than Total at the end",
    happens: "rows are missing: the slice is read anew, then fails; its rows stay",
    proofs: [
      {
        file: PAGING,
        title: "pages > %s contradict each other",
        row: "with a Total that promises more",
        mutant: "missing-rows-accepted",
      },
    ],
  },
  {
    number: 457,
    fault: "the same page again and again; a server that ignores Page",
    happens:
      "recognised by its Ids, or without Ids by a count that disagrees; read anew, then failed",
    proofs: [
      {
        file: WALK,
        title: "pages that contradict each other > %s",
        mutant: "repeated-page-accepted",
      },
    ],
  },
  {
    number: 458,
    fault: "two equal pages of identical lines without Ids, and the count is right",
    happens: "are honest twins and both loaded",
    proofs: [
      {
        file: WALK,
        title:
          "pages that contradict each other > are not two full pages of identical lines without Ids whose count is right",
        mutant: "twin-pages-refused",
      },
    ],
  },
  {
    number: 459,
    fault: "a list that never ends, with something new on every page",
    happens: "is left after 100,000 pages",
    proofs: [
      {
        file: WALK,
        title: "a source that never ends > and has something new on every page is left as well",
        mutant: "pages-without-end",
      },
    ],
  },
  {
    number: 460,
    fault: "a list that is null or absent, with Total 0",
    happens: "is an empty bill",
    proofs: [
      {
        file: STREAMS,
        title:
          "the lines of a bill > are none in a month without a bill, however the vendor writes that",
        mutant: "null-list-is-drift",
      },
    ],
  },
  {
    number: 461,
    fault: "an empty answer for a bill that had rows",
    happens: "is read again; only two that agree are believed",
    proofs: [
      {
        file: "test/unit/pipeline/sync-slice.test.ts",
        title:
          "an answer that would empty a slice that had rows > gives way to a second one that has rows",
        mutant: "emptiness-believed-at-once",
      },
    ],
  },
  {
    number: 462,
    fault: "an empty list of customers where customers were known",
    happens: "is not believed; the last list is used and the slice fails",
    proofs: [
      {
        file: "test/integration/warehouse-roster.test.ts",
        title: "the list of customers > that is empty where customers were known is not believed",
        mutant: "empty-roster-believed",
      },
    ],
  },
  {
    number: 463,
    fault: "pages that contradict each other again and again",
    happens: "three restarts, then the slice fails and says why; nothing was loaded",
    proofs: [
      {
        file: "test/unit/pipeline/sync-slice.test.ts",
        title:
          "a bill that contradicts itself > a fourth time fails the slice with its reason, and nothing is loaded",
        mutant: "restarts-without-end",
      },
    ],
  },
  {
    number: 464,
    fault: "an answer about another month or another customer",
    happens: "the whole slice is refused and the field named",
    proofs: [
      {
        file: PAGING,
        title: "pages > with one line %s are refused whole, and the field is named",
        row: "of another customer",
        mutant: "bill-of-another-accepted",
      },
    ],
  },
];
