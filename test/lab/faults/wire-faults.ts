import type { FaultGroup } from "./fault.ts";

const WIRE = "test/integration/api-trouble-wire.test.ts";
const SOURCE = "test/integration/source-faults.test.ts";

const PASSES = "what passes costs one more call, signed anew, and changes no row";
const NO_HTTP = "what is no HTTP answer, before a good one, costs one more call and no row";

/** What happens to a call on its way, and what comes back instead of an answer. */
export const WIRE_FAULTS: FaultGroup["faults"] = [
  {
    number: 431,
    fault: "a redirect",
    happens:
      "is never followed: signature and token are not shown to whoever it points to; the slice fails and names BILLING_TENCENT_ORIGIN",
    proofs: [
      {
        file: SOURCE,
        title:
          "an answer has limits > a redirect is never followed: the signature is not shown to whoever it points to",
        mutant: "redirects-followed",
      },
    ],
  },
  {
    number: 432,
    fault: "an empty body, HTTP 200",
    happens: "tried again; it is no empty bill",
    proofs: [
      {
        file: SOURCE,
        title: `${PASSES} > %s`,
        row: "an empty body",
        mutant: "no-answer-is-an-empty-one",
      },
    ],
  },
  {
    number: 433,
    fault: "HTML or other text with HTTP 200, half a JSON text, the legacy shape of a failure",
    happens: "tried again as a bad body, never read in part",
    proofs: [
      {
        file: "test/unit/source/decode-envelope.test.ts",
        title: "what another try may mend is tried again > %s is a bad body",
        mutant: "bad-body-is-final",
      },
    ],
  },
  {
    number: 434,
    fault: "a truncated answer, another length than said, broken chunks, no HTTP at all",
    happens: "tried again on another connection; the rows are those of a good answer",
    proofs: [{ file: WIRE, title: `${NO_HTTP} > %s`, mutant: "network-error-is-a-defect" }],
  },
  {
    number: 435,
    fault: "a byte that is no UTF-8",
    happens:
      "tried again: in a name it would become U+FFFD, which nobody could tell from the truth",
    proofs: [
      {
        file: WIRE,
        title: `${NO_HTTP} > %s`,
        row: "a byte that is no UTF-8",
        mutant: "broken-bytes-replaced",
      },
    ],
  },
  {
    number: 436,
    fault: "an answer that never ends",
    happens: "is cut off at 32 MB and tried again",
    proofs: [
      {
        file: SOURCE,
        title: "an answer has limits > %s, and may be tried again",
        row: "an endless body is cut off",
        mutant: "body-without-limit",
      },
    ],
  },
  {
    number: 437,
    fault: "a small packed answer that unpacks to a huge one",
    happens: "is given up while it unpacks, at 32 MB",
    proofs: [
      {
        file: WIRE,
        title: "a packed answer > of 64 kB that unpacks to 64 MB is given up while it unpacks",
        mutant: "body-without-limit",
      },
    ],
  },
  {
    number: 438,
    fault: "a byte now and then, or no answer at all",
    happens: "the whole exchange has 60 s, then it is tried again",
    proofs: [
      {
        file: SOURCE,
        title: "an answer has limits > %s, and may be tried again",
        row: "a byte now and then runs out of time",
        mutant: "exchange-without-deadline",
      },
    ],
  },
  {
    number: 439,
    fault: "a connection that is reset",
    happens: "tried again; in the middle of a bill only that page",
    proofs: [
      {
        file: SOURCE,
        title: `${PASSES} > a page in the middle of a bill is asked for again, and no other`,
        mutant: "nothing-is-tried-again",
      },
    ],
  },
  {
    number: 440,
    fault: "a name that DNS does not know",
    happens: "five tries, then the slice fails with the resolver's own code and a hint",
    proofs: [
      {
        file: WIRE,
        title:
          "a name that DNS does not know is tried five times and named by what the network said",
        mutant: "network-cause-unnamed",
      },
    ],
  },
  {
    number: 441,
    fault: "a server whose certificate nobody vouches for",
    happens: "is shown no signature; five tries, then the slice fails with the reason",
    proofs: [
      {
        file: WIRE,
        title:
          "a server that cannot prove who it is > with a certificate of its own making is shown no signature",
        mutant: "certificates-unchecked",
      },
    ],
  },
];
