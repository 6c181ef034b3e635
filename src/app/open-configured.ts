import type { Clock } from "../domain/clock.ts";
import type { Logger } from "../domain/logger.ts";
import { assertReachable } from "./assert-reachable.ts";
import { configuredSource } from "./configured-source.ts";
import { resolveDatabaseUrl } from "./database-url.ts";
import { type Billhouse, openBillhouse } from "./open-billhouse.ts";
import type { Configuration } from "./read-configuration.ts";

export type OpenConfiguredOptions = {
  readonly configuration: Configuration;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Ends every wait for the database. */
  readonly signal?: AbortSignal;
};

/**
 * Billhouse as it is configured; the embedded server is started where that is the database. The
 * schema is as it was found. Dispose it to close every connection. Rejects with an `AbortError` of
 * reason `database` where nobody answers or lets us in.
 */
export async function openConfigured({
  configuration,
  env,
  clock,
  logger,
  signal,
}: OpenConfiguredOptions): Promise<Billhouse> {
  const { config } = configuration;
  const house = openBillhouse({
    ...configuredSource(configuration),
    databaseUrl: await resolveDatabaseUrl(config.database, env),
    databasePatienceMs: config.databasePatienceMs,
    signal,
    chosenStreams: config.streams,
    openMonths: config.openMonths,
    journalMonths: config.journalMonths,
    checkRules: configuration.checkRules,
    monthRules: config.monthRules,
    clock,
    random: Math.random,
    fetch,
    logger,
  });
  try {
    await assertReachable(house.database);
    return house;
  } catch (error) {
    await house[Symbol.asyncDispose]();
    throw error;
  }
}
