import type { FaultGroup } from "./fault.ts";

const UNIT = "test/unit/source/account-credentials.test.ts";
const SOURCE = "test/integration/source-credentials.test.ts";
const PROGRAM = "test/e2e/rotated-credentials.test.ts";

/** Credentials that change while the program works. */
export const CREDENTIAL_FAULTS: FaultGroup["faults"] = [
  {
    number: 471,
    fault: "a secret is rotated in its file while a run works",
    happens:
      "the refused call is made once more with what the file holds now, and so is every later one; exit code 0",
    proofs: [
      {
        file: UNIT,
        title:
          "a refused credential > is replaced by what its files hold now, for this call and for all that follow",
        mutant: "files-not-read-again",
      },
      {
        file: PROGRAM,
        title:
          "a credential that is rotated in its files > during a sync: 0, the same bills, and no secret old or new in any output",
        mutant: "files-not-read-again",
      },
    ],
  },
  {
    number: 472,
    fault: "a session token expires, and a new one lies in its file",
    happens: "the same",
    proofs: [
      {
        file: SOURCE,
        title:
          "a credential that is rotated while a run works > may be a session token that expired, with the same key",
        mutant: "new-tokens-overlooked",
      },
    ],
  },
  {
    number: 473,
    fault: "many calls are refused together",
    happens: "the files are read once",
    proofs: [
      {
        file: UNIT,
        title:
          "a refused credential > is read again once for all the calls that were refused with it",
        mutant: "every-refusal-reads-again",
      },
    ],
  },
  {
    number: 474,
    fault: "the file is gone, half-written, or holds the same as before",
    happens: "the account fails as it was refused, and its hint says what the file held",
    proofs: [
      {
        file: UNIT,
        title: "a refused credential > %s fails its account as it was refused, and says so",
        mutant: "vain-readings-unexplained",
      },
    ],
  },
  {
    number: 475,
    fault: "a secret that was not known at the start",
    happens: "every scrubber is told before a call is signed with it",
    proofs: [
      {
        file: UNIT,
        title: "a new secret is told to every scrubber before a call is signed with it",
        mutant: "new-secrets-unscrubbed",
      },
    ],
  },
  {
    number: 476,
    fault: "a secret is rotated between two nights of the service",
    happens: "the files are read before each run, so nothing is refused",
    proofs: [
      {
        file: UNIT,
        title: "before a run > files that were rotated are taken over, though nobody was refused",
        mutant: "nights-begin-with-old-secrets",
      },
    ],
  },
  {
    number: 477,
    fault: "one UIN of a list of twenty is refused",
    happens: "it is found in halves and left out; the others are answered",
    proofs: [
      {
        file: "test/unit/source/refused-members.test.ts",
        title:
          "one refused member is found in halves and left out, all others are answered in order",
        mutant: "one-refused-uin-fails-all",
      },
    ],
  },
];
