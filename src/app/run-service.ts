import { Registry } from "prom-client";
import type { Config } from "../config/config.ts";
import type { ExitCode, RunResult } from "../domain/run.ts";
import { createPinger } from "../scheduler/dead-man-ping.ts";
import { keptPage } from "../scheduler/kept-page.ts";
import { startNightly } from "../scheduler/nightly.ts";
import { nextTick } from "../scheduler/schedule.ts";
import { startServiceHttp } from "../scheduler/service-http.ts";
import { createServiceMetrics } from "../scheduler/service-metrics.ts";
import type { AccountCredentials } from "../source/tencent/account-credentials.ts";
import { PostgresTickBook } from "../warehouse/postgres/postgres-tick-book.ts";
import type { Billhouse } from "./open-billhouse.ts";
import { createDatabaseProbe } from "./probe-database.ts";
import { readLastRuns } from "./read-last-runs.ts";
import { createReportSource } from "./report-source.ts";
import { createTickRunner } from "./run-tick.ts";

export type ServiceOptions = {
  readonly house: Billhouse;
  readonly config: Config;
  /** Read again before each run. */
  readonly credentials: AccountCredentials;
  /** Blanks out every known secret: for the vendor's words on the report page. */
  readonly scrub: (text: string) => string;
  /** Ends the service, and the run in progress with it. */
  readonly signal: AbortSignal;
};

const EXIT_INTERRUPTED: ExitCode = 75;

/**
 * Serves HTTP and runs the schedule until the signal aborts; the schema must be there. Returns 0,
 * or 75 where a run was cut off by the end. Throws an `HttpAddressError` where it cannot listen.
 */
export async function runService({
  house,
  config,
  credentials,
  scrub,
  signal,
}: ServiceOptions): Promise<ExitCode> {
  const { database, clock, logger } = house;
  const { cron, timezone, httpAddress, pingUrl: url } = config;
  const registry = new Registry();
  const metrics = createServiceMetrics({
    registry,
    lastRuns: await readLastRuns(database),
    nextRunAt: () => nextTick({ cron, timezone }, clock.now()),
  });
  const pinger = createPinger({ url, fetch, clock, logger });
  const runTick = createTickRunner({
    house,
    credentials,
    metrics,
    pinger,
    maxMinutes: config.maxRunMinutes,
  });
  const http = await startServiceHttp({
    ...httpAddress,
    registry,
    probe: createDatabaseProbe(database),
    page: keptPage(createReportSource({ database, logger, scrub, signal }), { clock }),
    logger,
  });
  let last: RunResult | undefined;
  try {
    const nightly = startNightly({
      cron,
      timezone,
      clock,
      ticks: new PostgresTickBook(database),
      run: async (tickAt, runSignal) => {
        // Forgotten until this one ends: only a run that the end cuts off makes the service's code.
        last = undefined;
        last = await runTick(tickAt, runSignal);
        return last;
      },
      logger,
      signal,
    });
    await nightly.drained;
    return signal.aborted && last?.abort === signal.reason ? EXIT_INTERRUPTED : 0;
  } finally {
    await http[Symbol.asyncDispose]();
  }
}
