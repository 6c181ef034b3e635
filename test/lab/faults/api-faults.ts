import type { FaultGroup } from "./fault.ts";

const CODES = "test/integration/api-trouble-codes.test.ts";
const SOURCE = "test/integration/source-faults.test.ts";
const PASSES = "what passes costs one more call, signed anew, and changes no row";
const ENDS = "what does not pass fails with the class that says what to do next";
const EVERY_CODE =
  "a code that comes again and again > %s is met as often as it deserves, and ends in its class: %o";

/** What the vendor, or whatever stands before it, answers to a call. */
export const API_FAULTS: FaultGroup = {
  name: "The API's answers",
  faults: [
    {
      number: 401,
      fault: "the vendor throttles: RequestLimitExceeded and its three kin",
      happens:
        "the call is made again after a second or more, up to twelve times, and the lane slows down for every process that uses it",
      proofs: [
        {
          file: SOURCE,
          title:
            "a throttle answer > is waited out for a second at least, and more often than other failures",
          mutant: "throttle-tried-at-once",
        },
        {
          file: SOURCE,
          title: "a throttle answer > %s is counted and slows the lane down for everyone",
          mutant: "throttle-slows-nobody-down",
        },
      ],
    },
    {
      number: 402,
      fault: "a gateway throttles with HTTP 429",
      happens: "the same as a throttle of the vendor's own",
      proofs: [
        {
          file: SOURCE,
          title: "a throttle answer > %s is counted and slows the lane down for everyone",
          row: "HTTP 429",
          mutant: "http-429-is-no-throttle",
        },
      ],
    },
    {
      number: 403,
      fault: "any code of the vendor's lists at every call",
      happens:
        "each has its class and its number of calls: what passes is tried five times, what does not once; codes go by their exact text first, then by the part before the dot",
      proofs: [{ file: CODES, title: EVERY_CODE, mutant: "codes-only-by-prefix" }],
    },
    {
      number: 404,
      fault: "a code that nobody has heard of",
      happens:
        "fails the slice at once, with code, message and RequestId: what nobody understands is not hammered",
      proofs: [
        {
          file: "test/unit/source/classify-error.test.ts",
          title: "any code whatever has a meaning, and one that nobody knows fails the slice",
          mutant: "unknown-code-tried-again",
        },
      ],
    },
    {
      number: 405,
      fault: "InternalError and the like, now and then",
      happens: "the call is made again, signed anew; no row is lost or doubled",
      proofs: [
        {
          file: SOURCE,
          title: `${PASSES} > %s`,
          row: "an internal error",
          mutant: "nothing-is-tried-again",
        },
      ],
    },
    {
      number: 406,
      fault: "OperationDenied.ServiceBusy, which looks permanent by its first half",
      happens: "is tried again, as its text asks",
      proofs: [
        { file: SOURCE, title: `${PASSES} > %s`, row: "a busy service", mutant: "busy-is-denied" },
      ],
    },
    {
      number: 407,
      fault: "a bare FailedOperation, whose meaning is open",
      happens: "three tries, then the slice fails and the others go on",
      proofs: [
        {
          file: SOURCE,
          title: `${ENDS} > %s`,
          row: "an open meaning, after three tries",
          mutant: "open-meaning-tried-on",
        },
      ],
    },
    {
      number: 408,
      fault: "FailedOperation.SummaryDataNotReady",
      happens: "the slice keeps its rows and is `not_ready`; the next run asks again",
      proofs: [
        {
          file: SOURCE,
          title: `${ENDS} > %s`,
          row: "a bill that is being made",
          mutant: "summary-not-ready-is-a-failure",
        },
      ],
    },
    {
      number: 409,
      fault: "Ready: 0, as number or text, beside an empty list",
      happens: "the same, and never taken for an empty bill",
      proofs: [
        {
          file: SOURCE,
          title: "a bill that is not ready > %s, and is not taken for an empty one",
          mutant: "ready-ignored",
        },
      ],
    },
    {
      number: 410,
      fault: "a wrong key, unknown SecretId, refused signature",
      happens:
        "one call, then no further one for that account; the other accounts go on; exit code 6 where it was all that was asked for",
      proofs: [
        {
          file: SOURCE,
          title: `${ENDS} > a wrong key is refused once, and names the account`,
          mutant: "refused-key-is-a-slice-failure",
        },
        {
          file: "test/unit/pipeline/execute-plan.test.ts",
          title:
            "a refused credential > is not used again, and fails all that its account had left",
          mutant: "refused-key-used-on",
        },
      ],
    },
    {
      number: 411,
      fault: "a UIN that is no customer of this partner, or no longer",
      happens:
        "the slice is `forbidden`, its rows stay, the others go on; a gap only where its customer is on the list or it was loaded before",
      proofs: [
        {
          file: SOURCE,
          title: `${ENDS} > a customer that left its partner is forbidden`,
          mutant: "forbidden-is-a-failure",
        },
      ],
    },
    {
      number: 412,
      fault: "a month that the API does not know",
      happens: "this month of this customer alone, told apart from a failure",
      proofs: [
        {
          file: SOURCE,
          title: `${ENDS} > a month that the API does not know is told apart from a failure`,
          mutant: "unknown-month-is-a-failure",
        },
      ],
    },
    {
      number: 413,
      fault: "ResponseSizeLimitExceeded",
      happens: "the same rows are asked for in pages of half the size, down to an odd one",
      proofs: [
        {
          file: CODES,
          title:
            "a code that comes once > ResponseSizeLimitExceeded costs the page's two halves and no row",
          mutant: "too-large-page-not-halved",
        },
      ],
    },
  ],
};
