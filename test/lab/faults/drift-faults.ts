import type { FaultGroup } from "./fault.ts";

const NIGHTS = "test/integration/contract-drift.test.ts";
const STREAMS = "test/unit/source/contract-drift.test.ts";
const RECORDS = "test/unit/domain/decode-records.test.ts";
const COLUMN = "test/unit/domain/column.test.ts";
const DECIMAL = "test/unit/domain/plain-decimal.test.ts";
const LOAD = "test/integration/warehouse-load.test.ts";

/** Answers that no longer are, or never were, what the declarations say. */
export const DRIFT_FAULTS: FaultGroup = {
  name: "Drift, and what bills are made of",
  faults: [
    {
      number: 701,
      fault: "a field that this version does not know",
      happens:
        "its values land in `extra` with every digit, are counted at the load, and are shown by status, doctor and the log",
      proofs: [
        {
          file: RECORDS,
          title:
            "what has no column > an unknown field goes to extra with its digits, whatever its shape",
          mutant: "unknown-fields-dropped",
        },
        {
          file: NIGHTS,
          title:
            "a field that this version does not know > fails nothing, is counted apart from raw texts, and shown by status, doctor and log until it is known",
          mutant: "unknown-fields-uncounted",
        },
      ],
    },
    {
      number: 702,
      fault: "a field that is missing",
      happens:
        "the slice fails with the names of stream and field; its last good rows stay, the others load",
      proofs: [
        {
          file: COLUMN,
          title:
            "a required field > that is missing is drift: an amount that is not there must not become nothing",
          mutant: "missing-fields-are-null",
        },
        {
          file: NIGHTS,
          title:
            "a field that is > %s fails that slice of each stream by its name, keeps its rows, and no other slice",
          mutant: "missing-fields-are-null",
        },
      ],
    },
    {
      number: 703,
      fault: "a field of another type, in any stream",
      happens: "the same",
      proofs: [
        {
          file: STREAMS,
          title:
            "an answer that drifted from its stream's declaration fails its slice by name of stream and field > %s: %s",
          mutant: "any-type-is-text",
        },
      ],
    },
    {
      number: 704,
      fault: "a list that is a text or an object",
      happens: "the same",
      proofs: [
        {
          file: RECORDS,
          title: "where the records lie > %s where a list belongs is drift that names the field",
          mutant: "any-list-is-empty",
        },
      ],
    },
    {
      number: 705,
      fault: "an amount as bare number, with twenty decimals, beyond what a double holds",
      happens: "comes back from PostgreSQL digit for digit",
      proofs: [
        {
          file: "test/unit/source/lossless-json.test.ts",
          title: "a number in an answer > keeps the digits of %s",
          mutant: "numbers-through-doubles",
        },
        {
          file: DECIMAL,
          title: "a plain decimal > comes back digit for digit, unless it is a negative zero",
          mutant: "amounts-through-doubles",
        },
      ],
    },
    {
      number: 706,
      fault: "an amount with an exponent, a negative zero, `-` or nothing",
      happens: "is stored as what it means, and its raw text is kept beside it",
      proofs: [
        {
          file: DECIMAL,
          title:
            "what says more than its value keeps its raw text > the exponent of %s is expanded to %s",
          mutant: "exponents-ignored",
        },
        {
          file: RECORDS,
          title:
            "what has no column > a raw text that could not be stored goes to $raw under its API name",
          mutant: "raw-texts-dropped",
        },
      ],
    },
    {
      number: 707,
      fault: "anything else where an amount belongs: NaN, 1,50, a leading zero",
      happens: "is refused rather than guessed",
      proofs: [
        { file: DECIMAL, title: "%j is refused rather than guessed", mutant: "amounts-guessed" },
      ],
    },
    {
      number: 708,
      fault: "a time that is none: 30 February, 0000-00-00",
      happens: "the first fails the slice, the second is no time, with its raw text",
      proofs: [
        {
          file: "test/unit/domain/utc8-time.test.ts",
          title: "%j is not a time that PostgreSQL could store, and is refused",
          mutant: "times-rolled-over",
        },
      ],
    },
    {
      number: 709,
      fault: "a character that PostgreSQL cannot store",
      happens: "fails the slice and names the field, not the COPY of a whole page",
      proofs: [
        {
          file: RECORDS,
          title:
            "what has no column > %s, which PostgreSQL cannot store, fails the slice by the field's name",
          mutant: "unstorable-texts-sent",
        },
      ],
    },
    {
      number: 710,
      fault: "a line whose Id repeats, and identical lines without any",
      happens: "are as many rows as there are lines",
      proofs: [
        {
          file: LOAD,
          title: "the key of a line > is the vendor's Id, with a number where it repeats",
          mutant: "repeated-ids-are-one-line",
        },
      ],
    },
    {
      number: 711,
      fault: "a row that the API no longer returns: a refund, a restatement",
      happens: "is removed with the slice's next load, and every difference stands in the journal",
      proofs: [
        {
          file: LOAD,
          title:
            "a slice of lines with %s > becomes the next answer, with every difference counted and journalled and nothing else written",
          mutant: "vanished-rows-stay",
        },
      ],
    },
    {
      number: 712,
      fault: "a customer that leaves, and one that comes during the run",
      happens:
        "the first keeps its history and stays planned for the open months; the second is planned in the same run",
      proofs: [
        {
          file: "test/integration/warehouse-roster.test.ts",
          title:
            "the list of customers > never loses anyone: who is missing is unbound, who comes back is bound again",
          mutant: "nobody-ever-leaves",
        },
        {
          file: "test/unit/pipeline/plan-slices.test.ts",
          title: "a customer that left its partner > %s stays planned for every open month",
          mutant: "leavers-unplanned-at-once",
        },
      ],
    },
    {
      number: 713,
      fault: "totals that do not add up",
      happens: "the run says so to the last digit, exit code 4; the running month is not compared",
      proofs: [
        {
          file: "test/unit/pipeline/judge-difference.test.ts",
          title: "a difference > %s",
          mutant: "small-differences-match",
        },
        {
          file: "test/unit/pipeline/judge-difference.test.ts",
          title: "a difference > %s",
          mutant: "running-month-compared",
        },
      ],
    },
    {
      number: 714,
      fault: "a bill of a million lines",
      happens: "a bounded number of pages is in memory, and a bounded number of writes under way",
      proofs: [
        {
          file: "test/unit/source/read-pages.test.ts",
          title:
            "pages ahead > are asked for while an earlier one is still awaited, as many as the window allows",
          mutant: "all-pages-at-once",
        },
      ],
    },
    {
      number: 715,
      fault: "the vendor begins to send Ids where lines had none, or the reverse",
      happens: "the slice is re-keyed: one entry in the journal, not one for each line",
      proofs: [
        {
          file: LOAD,
          title:
            "the key of a line > that changes from fingerprints to Ids for the whole slice is one entry in the journal",
          mutant: "new-ids-are-new-lines",
        },
      ],
    },
    {
      number: 716,
      fault: "a bill file whose address expired, whose ZIP is corrupt, whose header is in Chinese",
      happens: "the file would be asked for again, checked, or the bill paged instead",
      leftOut: "no stream reads bill files: every bill is paged",
    },
  ],
};
