import type { FaultGroup } from "./fault.ts";

const NIGHT = "test/integration/api-trouble-run.test.ts";
const SOURCE = "test/integration/source-faults.test.ts";
const PASSES = "what passes costs one more call, signed anew, and changes no row";
const ENDS = "what does not pass fails with the class that says what to do next";

/** What stands before the API answers in its place, and what a whole night of trouble comes to. */
export const GATEWAY_FAULTS: FaultGroup["faults"] = [
  {
    number: 414,
    fault: "HTTP 502, 503, 504, with HTML",
    happens: "tried again, five times in all, then the slice fails with the status as its code",
    proofs: [
      {
        file: SOURCE,
        title: `${PASSES} > %s`,
        row: "a gateway's HTML",
        mutant: "http-5xx-is-final",
      },
      {
        file: NIGHT,
        title:
          "a night > on which the vendor is down changes no row, tries each slice five times, and says so",
        mutant: "five-tries-are-six",
      },
    ],
  },
  {
    number: 415,
    fault: "another HTTP status than 200 with what looks like an answer",
    happens: "is not believed",
    proofs: [
      {
        file: "test/unit/source/decode-envelope.test.ts",
        title:
          "what another try may mend is tried again > an answer with another status than 200 is not believed",
        mutant: "any-status-believed",
      },
    ],
  },
  {
    number: 416,
    fault: "HTTP 400, 403, 404 without an answer",
    happens: "the slice fails at once and the beginning of the body is quoted",
    proofs: [
      {
        file: SOURCE,
        title: `${ENDS} > %s`,
        row: "a page that is not there, at once",
        mutant: "http-4xx-tried-again",
      },
    ],
  },
  {
    number: 417,
    fault: "this machine's clock is more than five minutes off",
    happens: "the run ends with 6 and names the seconds; no offset is applied",
    proofs: [
      {
        file: SOURCE,
        title:
          "a clock that is off > by more than five minutes (%d ms) ends the run and names the seconds: %s",
        mutant: "clock-not-compared",
      },
    ],
  },
  {
    number: 418,
    fault: "a timestamp that is refused although the clocks agree: the call waited too long",
    happens: "once more with a fresh one; refused again it is the clock after all, exit code 6",
    proofs: [
      {
        file: SOURCE,
        title: `${PASSES} > %s`,
        row: "a timestamp that came too late",
        mutant: "refused-timestamp-is-final",
      },
      {
        file: SOURCE,
        title: `${PASSES} > every try carries the timestamp and the signature of its own second`,
        mutant: "timestamp-of-the-quarter-hour",
      },
    ],
  },
  {
    number: 419,
    fault: "all of these in one night",
    happens: "the warehouse has the rows of a quiet night, exit code 0",
    proofs: [
      {
        file: NIGHT,
        title:
          "a night > on which every action fails in every way that passes loads the bills of a quiet one",
        mutant: "inconsistent-slice-not-read-again",
      },
    ],
  },
  {
    number: 420,
    fault: "one customer's slice fails",
    happens: "the others are loaded, exit code 3, and the failed one is named with its reason",
    proofs: [
      {
        file: "test/unit/pipeline/execute-plan.test.ts",
        title: "one failed slice never stops another > it ends %s: %s",
        mutant: "slice-failure-ends-the-run",
      },
    ],
  },
  {
    number: 421,
    fault: "the vendor's message repeats the key or a gateway repeats the headers",
    happens: "they are blanked out before anything is stored, logged or printed",
    proofs: [
      {
        file: "test/unit/source/decode-envelope.test.ts",
        title: "no secret is quoted from an answer > that refuses the key by its name",
        mutant: "vendor-words-unscrubbed",
      },
      {
        file: "test/unit/source/decode-envelope.test.ts",
        title: "no secret is quoted from an answer > of a gateway that repeats the headers",
        mutant: "gateway-words-unscrubbed",
      },
    ],
  },
  {
    number: 422,
    fault: "answers that take three seconds",
    happens: "enough calls are in flight that the lane keeps its rate",
    proofs: [
      {
        file: "test/unit/source/lane-queue.test.ts",
        title:
          "a lane of %d calls per second keeps up to %d in flight, enough for answers that take 3 s",
        mutant: "one-call-in-flight",
      },
    ],
  },
];
