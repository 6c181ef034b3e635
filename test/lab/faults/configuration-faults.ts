import type { FaultGroup } from "./fault.ts";

const CONFIG = "test/unit/config";
const REFUSALS = "test/e2e/refusals.test.ts";
const LOG = "test/unit/logging/create-logger.test.ts";

/** What people, and the machine around the program, get wrong. */
export const CONFIGURATION_FAULTS: FaultGroup = {
  name: "Configuration and surroundings",
  faults: [
    {
      number: 801,
      fault: "several mistakes in the configuration",
      happens: "all are told at once, each with its rule, before anything is called; exit code 2",
      proofs: [
        {
          file: `${CONFIG}/read-config.test.ts`,
          title: "all problems at once > one error lists every problem, one a line",
          mutant: "first-mistake-only",
        },
        {
          file: REFUSALS,
          title:
            "what is refused ends with its own exit code and says how to mend it > a configuration with mistakes: 2, all of them at once, before anything is called",
          mutant: "unknown-variables-ignored",
        },
      ],
    },
    {
      number: 802,
      fault: "a misspelt variable",
      happens: "is refused, with a guess: it would silently change nothing",
      proofs: [
        {
          file: `${CONFIG}/read-config.test.ts`,
          title: "unknown names > %s is refused: %s",
          mutant: "unknown-variables-ignored",
        },
      ],
    },
    {
      number: 803,
      fault: "a bad UIN, role or account name; a credential without its key",
      happens: "is refused, by its name",
      proofs: [
        {
          file: `${CONFIG}/read-config.test.ts`,
          title: "values > %s refuses each of %j, by its name",
          mutant: "any-uin-accepted",
        },
        {
          file: `${CONFIG}/accounts.test.ts`,
          title: "one account > %s is refused",
          mutant: "half-a-credential-is-none",
        },
      ],
    },
    {
      number: 804,
      fault: "an account listed twice",
      happens: "is refused",
      proofs: [
        {
          file: `${CONFIG}/accounts.test.ts`,
          title: "several accounts > a name given twice is refused",
          mutant: "accounts-listed-twice",
        },
      ],
    },
    {
      number: 805,
      fault: "a stream that does not exist, or that no account's role allows",
      happens: "is refused, with a guess",
      proofs: [
        {
          file: `${CONFIG}/accounts.test.ts`,
          title: "streams > a stream must exist",
          mutant: "any-stream-accepted",
        },
      ],
    },
    {
      number: 806,
      fault: "a secret with a space, a quote or a line break from a copy",
      happens: "is told now, not as a refused signature hours later",
      proofs: [
        {
          file: `${CONFIG}/secrets.test.ts`,
          title: "stray characters > %s in a secret is reported rather than removed",
          mutant: "stray-characters-accepted",
        },
      ],
    },
    {
      number: 807,
      fault: "a schedule that nobody can follow, a time zone that does not exist",
      happens: "is refused at the start",
      proofs: [
        {
          file: "test/unit/scheduler/is-cron-expression.test.ts",
          title: "any other is refused > %j: %s",
          mutant: "any-schedule-accepted",
        },
      ],
    },
    {
      number: 808,
      fault: "whoever reads the log is gone, or its disk is full",
      happens: "no caller fails and no run ends over it",
      proofs: [
        {
          file: LOG,
          title: "a log that is down > never fails its caller (%s)",
          mutant: "log-failures-thrown",
        },
      ],
    },
    {
      number: 809,
      fault: "the dead-man service does not answer",
      happens: "a warning, in time, and nothing else changes",
      proofs: [
        {
          file: "test/integration/scheduler-ping.test.ts",
          title: "a ping that fails > because %s is a warning, in time, without the secret",
          mutant: "failed-pings-thrown",
        },
      ],
    },
    {
      number: 810,
      fault: "a secret in what is logged, stored or printed",
      happens: "is blanked out, in whatever form it is written there",
      proofs: [
        {
          file: "test/unit/logging/scrub.test.ts",
          title: "known secrets > a secret %s",
          mutant: "secrets-unscrubbed",
        },
      ],
    },
  ],
};
