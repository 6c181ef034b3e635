import { secretsOf } from "../domain/credential.ts";
import { readCheckTolerances } from "./check-tolerances.ts";
import { ConfigError } from "./config-error.ts";
import type { Config } from "./config.ts";
import { readDatabase, readDatabasePatience, readJournalMonths } from "./database-config.ts";
import { createEnvReader, type Environment } from "./env-reader.ts";
import { readRateLimits, type LaneLimit } from "./rate-limits.ts";
import { readAccountNames, readAccounts } from "./read-accounts.ts";
import { readStreams, type SelectableStream } from "./selected-streams.ts";
import { readService } from "./service-config.ts";
import { reportUnknownVariables } from "./unknown-variables.ts";

export type ReadConfigOptions = {
  readonly streams: readonly SelectableStream[];
  readonly lanes: readonly LaneLimit[];
  /** What a tolerance can be set for: checks, and their dimensions. */
  readonly toleranceNames: readonly string[];
  /** Gives the text of a file named by a `_FILE` variable, or throws. */
  readonly readFile: (path: string) => string;
  /** Whether the scheduler understands this expression. */
  readonly isCron: (expression: string) => boolean;
};

/**
 * Reads the whole configuration before any work. Throws one `ConfigError` with every problem in it:
 * unknown names, bad values and combinations that cannot be meant.
 */
export function readConfig(env: Environment, options: ReadConfigOptions): Config {
  const reader = createEnvReader(env, options.readFile);
  const accountNames = readAccountNames(reader);
  const { database, secrets } = readDatabase(reader);
  const problemsBefore = reader.problems.length;
  const accounts = readAccounts(reader, accountNames);
  const areComplete = reader.problems.length === problemsBefore;
  const config: Config = {
    database,
    databasePatienceMs: readDatabasePatience(reader),
    journalMonths: readJournalMonths(reader),
    accounts,
    streams: readStreams(reader, options.streams, areComplete ? accounts : []),
    rateLimits: readRateLimits(reader, options.lanes),
    checkTolerances: readCheckTolerances(reader, options.toleranceNames),
    ...readService(reader, options.isCron),
    secrets: [],
  };
  reportUnknownVariables(reader, env, accountNames);
  if (reader.problems.length > 0) {
    throw new ConfigError(reader.problems);
  }
  return { ...config, secrets: [...secrets, ...configuredSecrets(config)] };
}

function configuredSecrets({ accounts, pingUrl }: Config): readonly string[] {
  const ofAccounts = accounts.flatMap(secretsOf);
  const ofPing = pingUrl === undefined ? [] : pingSecrets(pingUrl);
  return [...new Set([...ofAccounts, ...ofPing])];
}

/** The path alone is the key to a ping service, and some errors name it without the host. */
function pingSecrets(pingUrl: string): readonly string[] {
  const url = new URL(pingUrl);
  const path = url.pathname.replaceAll(/^\/|\/$/g, "");
  // A short path is a word such as `webhook`, which would vanish from every line.
  return [pingUrl, url.href, url.password, path.length < 16 ? "" : path].filter(
    (text) => text !== "",
  );
}
