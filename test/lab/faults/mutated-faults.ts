import type { FaultGroup } from "./fault.ts";

const ANSWERS = "test/integration/mutated-answers.test.ts";

/** Answers in which a generator changed something: the lab plays ten thousand of them. */
export const MUTATED_FAULTS: FaultGroup["faults"] = [
  {
    number: 481,
    fault: "any answer of any stream, with any change",
    happens:
      "exactly the rows that it says, or a classified error that changes none; never a crash, never a wrong row",
    proofs: [
      {
        file: ANSWERS,
        title:
          "a mutated answer of %s ends as exactly the rows that it says, or as a classified error that changes none",
        mutant: "missing-fields-are-null",
      },
    ],
  },
  {
    number: 482,
    fault: "an answer that is truncated, cut, of another length or encoding, with broken bytes",
    happens: "is asked for again and never read in part",
    proofs: [
      {
        file: ANSWERS,
        title:
          "over HTTP and into PostgreSQL > an answer that is not whole is asked for again and never read in part",
        mutant: "broken-bytes-replaced",
      },
    ],
  },
  {
    number: 483,
    fault: "a body that is no answer: HTML, other JSON, text behind it, lists in lists",
    happens: "is asked for again, and never taken for an empty bill",
    proofs: [
      {
        file: ANSWERS,
        title:
          "over HTTP and into PostgreSQL > a body that is no answer is asked for again, and never taken for an empty bill",
        mutant: "no-answer-is-an-empty-one",
      },
    ],
  },
  {
    number: 484,
    fault: "a list or a Total that is of another type, renamed, or lies",
    happens: "fails the slice, unless it says that there is no bill",
    proofs: [
      {
        file: ANSWERS,
        title:
          "over HTTP and into PostgreSQL > a list or a Total that is not what it was fails the slice, unless it says that there is no bill",
        mutant: "any-list-is-empty",
      },
    ],
  },
  {
    number: 485,
    fault:
      "a field that nobody knows, whatever its name and value: `__proto__`, `$raw`, deep lists",
    happens: "is kept in `extra` as it was sent",
    proofs: [
      {
        file: ANSWERS,
        title:
          "over HTTP and into PostgreSQL > a field that nobody knows is kept in extra, whatever its name and its value",
        mutant: "unknown-fields-dropped",
      },
    ],
  },
  {
    number: 486,
    fault: "a value in another type or writing",
    happens: "is stored to the digit, or refused by its field's name",
    proofs: [
      {
        file: ANSWERS,
        title:
          "over HTTP and into PostgreSQL > a value in another type or writing is stored to the digit, or refused by its field's name",
        mutant: "amounts-through-doubles",
      },
    ],
  },
];
