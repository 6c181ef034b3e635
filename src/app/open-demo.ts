import type { Clock } from "../domain/clock.ts";
import type { Logger } from "../domain/logger.ts";
import { readChecks } from "../source/tencent/read-checks.ts";
import { readStreams } from "../source/tencent/read-streams.ts";
import { DEMO_DATABASE, embeddedDatabaseUrl, type Environment } from "./database-url.ts";
import { DEMO_ACCOUNTS } from "./demo-accounts.ts";
import { type Billhouse, openBillhouse } from "./open-billhouse.ts";
import { startDemoSimulator } from "./start-demo-simulator.ts";

/** Two months, as a nightly run without configuration looks at. */
const OPEN_MONTHS = 2;

export type OpenDemoOptions = {
  /** Only what the embedded server's programs need is taken from it. */
  readonly env: Environment;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Another database than the embedded server's own for demos. */
  readonly databaseUrl?: string;
};

/**
 * Billhouse against a simulated vendor at the documented limits, on the embedded server's database
 * for demos. Reads no configuration. Dispose it to stop the vendor; the database stays.
 */
export async function openDemo(options: OpenDemoOptions): Promise<Billhouse> {
  const { env, clock, logger } = options;
  const databaseUrl = options.databaseUrl ?? (await embeddedDatabaseUrl(DEMO_DATABASE, env));
  const streams = await readStreams();
  const checks = await readChecks();
  // Last: nothing may fail between its start and the disposal that stops it.
  const simulator = await startDemoSimulator();
  const house = openBillhouse({
    databaseUrl,
    accounts: DEMO_ACCOUNTS,
    streams,
    openMonths: OPEN_MONTHS,
    checkRules: { checks, tolerances: new Map() },
    rateLimits: new Map(),
    tencentOrigin: simulator.origin,
    clock,
    random: Math.random,
    fetch,
    logger,
  });
  return {
    ...house,
    [Symbol.asyncDispose]: async () => {
      await house[Symbol.asyncDispose]();
      await simulator[Symbol.asyncDispose]();
    },
  };
}
