import type { Mutant } from "./mutant.ts";

/** Guards against what people, and the machine around the program, get wrong. */
export const CONFIGURATION_MUTANTS: readonly Mutant[] = [
  {
    id: "first-mistake-only",
    file: "src/config/env-reader.ts",
    find: "    problems.push(problem);\n",
    replace: "    problems.splice(0, problems.length, problem);\n",
    why: "a configuration is mended one mistake a start",
  },
  {
    id: "unknown-variables-ignored",
    file: "src/config/read-config.ts",
    find: "  reportUnknownVariables(reader, env, accountNames);\n",
    replace: "",
    why: "a misspelt variable silently changes nothing",
  },
  {
    id: "any-uin-accepted",
    file: "src/config/account-config.ts",
    find: String.raw`.regex(/^\d{6,20}$/, "must be an account's UIN: 6 to 20 digits")`,
    replace: "",
    why: "a wrong UIN is found out by the vendor, for every slice",
  },
  {
    id: "half-a-credential-is-none",
    file: "src/config/account-config.ts",
    find: "    if (!isSecretSet(reader, variable)) {\n      reader.report",
    replace: "    if (variable === rule) {\n      reader.report",
    why: "an account whose key is missing is left out without a word",
  },
  {
    id: "accounts-listed-twice",
    file: "src/config/read-accounts.ts",
    find: "} else if (names.indexOf(name) !== index) {",
    replace: "} else if (names.indexOf(name) > index) {",
    why: "a list with a copied name looks like one more account",
  },
  {
    id: "any-stream-accepted",
    file: "src/config/selected-streams.ts",
    find: '      reader.report({ variable, rule: "must name a stream", value, hint });\n',
    replace: "      void hint;\n",
    why: "a misspelt stream is never loaded, and nobody hears of it",
  },
  {
    id: "stray-characters-accepted",
    file: "src/config/read-secret.ts",
    find: "} else if (stray >= 0) {",
    replace: "} else if (stray > secret.length) {",
    why: "a space from a copy ends as a refused signature, hours later",
  },
  {
    id: "any-schedule-accepted",
    file: "src/scheduler/is-cron-expression.ts",
    find: "  if (!validate(expression)) {\n    return false;",
    replace: "  if (validate(expression)) {\n    return true;",
    why: "a schedule that never comes is waited for, night after night",
  },
  {
    id: "log-failures-thrown",
    file: "src/logging/create-logger.ts",
    find: "      } catch {\n        // A log that is down must not fail the bills.\n      }",
    replace: "      } finally {\n        // Nothing is caught.\n      }",
    why: "a full disk of the log's ends the run",
  },
  {
    id: "failed-pings-thrown",
    file: "src/scheduler/send-ping.ts",
    find: "    return { problem: codeOf(error), mayPass: true };",
    replace: "    throw error;",
    why: "a dead-man service that is down ends the run",
  },
  {
    id: "secrets-unscrubbed",
    file: "src/logging/scrub.ts",
    find: "const ranges = [...forms].flatMap((form) => rangesOf(text, form));",
    replace: "const ranges = [...forms].slice(1_000).flatMap((form) => rangesOf(text, form));",
    why: "keys stand in logs and tables",
  },
];
