import { readFileSync, statSync } from "node:fs";
import type { Config } from "../config/config.ts";
import { readConfig } from "../config/read-config.ts";
import { createCredentialReader } from "../config/reread-credential.ts";
import { type CheckRules, toleranceNames } from "../domain/check.ts";
import type { Stream } from "../domain/stream.ts";
import { isCronExpression } from "../scheduler/is-cron-expression.ts";
import { AccountCredentials } from "../source/tencent/account-credentials.ts";
import { readChecks } from "../source/tencent/read-checks.ts";
import { readStreams } from "../source/tencent/read-streams.ts";

/** The configuration, and the streams that it was checked against: all there are. */
export type Configuration = {
  readonly config: Config;
  readonly streams: readonly Stream[];
  /** All checks there are, as strictly as configured. */
  readonly checkRules: CheckRules;
  /** What the accounts' calls are signed with; newer than in `config` where files were rotated since. */
  readonly credentials: AccountCredentials;
};

/** Reads and checks everything that `env` configures. Rejects with a `ConfigError` that names every problem. */
export async function readConfiguration(
  env: Readonly<Record<string, string | undefined>>,
): Promise<Configuration> {
  const streams = await readStreams();
  const checks = await readChecks();
  const config = readConfig(env, {
    streams,
    lanes: streams.map(({ service, action, callsPerSecond }) => ({
      service: service.name,
      action,
      callsPerSecond,
    })),
    toleranceNames: toleranceNames(checks),
    readFile: (path) => readFileSync(path, "utf8"),
    isCron: isCronExpression,
  });
  const credentials = new AccountCredentials(
    config.accounts,
    createCredentialReader(env, readFileAgain),
  );
  return {
    config,
    streams,
    checkRules: { checks, tolerances: config.checkTolerances },
    credentials,
  };
}

// A pipe such as /dev/fd/63 gives its text once; a named one would hold up the whole process until
// somebody writes to it.
function readFileAgain(path: string): string {
  if (!statSync(path).isFile()) {
    throw Object.assign(new Error("not a regular file"), { code: "not a regular file" });
  }
  return readFileSync(path, "utf8");
}
