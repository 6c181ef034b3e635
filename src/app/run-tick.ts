import type { Logger } from "../domain/logger.ts";
import type { RunResult } from "../domain/run.ts";
import type { Pinger } from "../scheduler/dead-man-ping.ts";
import type { ServiceMetrics } from "../scheduler/service-metrics.ts";
import type { AccountCredentials } from "../source/tencent/account-credentials.ts";
import { commandExitCode } from "./command-exit-code.ts";
import { createRunLog } from "./log-run.ts";
import type { Billhouse } from "./open-billhouse.ts";
import { readLastRuns } from "./read-last-runs.ts";
import type { RunFollower } from "./run-follower.ts";
import { runOnce } from "./run-once.ts";

export type TickRunnerOptions = {
  readonly house: Billhouse;
  /** Read again before each run. */
  readonly credentials: AccountCredentials;
  readonly metrics: ServiceMetrics;
  readonly pinger: Pinger;
  readonly maxMinutes: number | undefined;
};

/** Runs the sync of one scheduled instant; undefined where another process has it. */
export type TickRunner = (tickAt: number, signal: AbortSignal) => Promise<RunResult | undefined>;

/** A runner whose runs are logged, measured and told to the dead-man service. Rejects as `runOnce` does. */
export function createTickRunner(options: TickRunnerOptions): TickRunner {
  const { house, credentials, metrics, pinger, maxMinutes } = options;
  const followers = [createRunLog(house.logger), pingStart(pinger)];
  return async (tickAt, signal) => {
    refreshCredentials(credentials, house.logger);
    metrics.runStarted(house.clock.now());
    const request = { kind: "sync", tickAt } as const;
    try {
      const report = await runOnce(house, { request, followers, signal, maxMinutes });
      if (report === undefined) {
        metrics.runNotBegun(await readLastRuns(house.database));
        return undefined;
      }
      const { result } = report;
      metrics.runFinished(house.clock.now(), result, report.unknownFields.length);
      await (result.exitCode === 0
        ? pinger.succeeded(result)
        : pinger.failed(result.exitCode, result));
      return result;
    } catch (error) {
      metrics.runThrew(house.clock.now(), "sync");
      await pinger.failed(commandExitCode(error));
      throw error;
    }
  };
}

function refreshCredentials(credentials: AccountCredentials, logger: Logger): void {
  for (const { account, problem } of credentials.refresh()) {
    if (problem === undefined) {
      logger.info("a credential was replaced by what its files hold now", { account });
    } else {
      logger.warn("a credential's files could not be read again; the last one stays in use", {
        account,
        problem,
      });
    }
  }
}

function pingStart(pinger: Pinger): RunFollower {
  return {
    runBegan: ({ runId }) => void pinger.started(runId),
    planned: () => undefined,
    pageRead: () => undefined,
    sliceEnded: () => undefined,
    waitingForOthers: () => undefined,
    checked: () => undefined,
    runEnded: () => undefined,
  };
}
