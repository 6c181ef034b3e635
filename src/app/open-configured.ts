import type { Clock } from "../domain/clock.ts";
import type { Logger } from "../domain/logger.ts";
import { assertReachable } from "./assert-reachable.ts";
import { resolveDatabaseUrl } from "./database-url.ts";
import { type Billhouse, openBillhouse } from "./open-billhouse.ts";
import type { Configuration } from "./read-configuration.ts";

export type OpenConfiguredOptions = {
  readonly configuration: Configuration;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly clock: Clock;
  readonly logger: Logger;
};

/**
 * Billhouse as it is configured; the embedded server is started where that is the database. The
 * schema is as it was found. Dispose it to close every connection. Rejects with an `AbortError` of
 * reason `database` where nobody answers or lets us in.
 */
export async function openConfigured({
  configuration: { config, streams },
  env,
  clock,
  logger,
}: OpenConfiguredOptions): Promise<Billhouse> {
  const house = openBillhouse({
    databaseUrl: await resolveDatabaseUrl(config.database, env),
    accounts: config.accounts,
    streams,
    chosenStreams: config.streams,
    openMonths: config.openMonths,
    rateLimits: config.rateLimits,
    tencentOrigin: config.tencentOrigin,
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
