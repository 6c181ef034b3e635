import { collectDefaultMetrics, type Registry } from "prom-client";
import type { RunKind, RunResult } from "../domain/run.ts";
import type { LastRuns } from "./last-runs.ts";
import { createRunCounters } from "./run-counters.ts";
import { createRunGauges } from "./run-gauges.ts";

export type ServiceMetricsOptions = {
  /** Gets all the metrics; one of this service's own, not the library's global one. */
  readonly registry: Registry;
  /** Fills the `last` metrics, so that an alert on them outlives a restart. */
  readonly lastRuns: LastRuns;
  /** The next scheduled instant, epoch milliseconds; asked at every scrape. */
  readonly nextRunAt: () => number;
};

/** Keeps the metrics up with the runs. Times are epoch milliseconds. */
export type ServiceMetrics = {
  readonly runStarted: (startedAt: number) => void;
  /** `unknownFields`: how many fields, by stream and name, it found and did not know. */
  readonly runFinished: (finishedAt: number, result: RunResult, unknownFields: number) => void;
  /** The run ended by an exception: it counts as failed, with exit code 1. */
  readonly runThrew: (finishedAt: number, kind: RunKind) => void;
  /**
   * Another process had the tick: takes `runStarted` back. What the database then knows of that
   * process's runs may be given, so that no alert calls this process stale.
   */
  readonly runNotBegun: (lastRuns?: LastRuns) => void;
};

const EXIT_FAILED = 1;

/** Registers the service's metrics and those of the process. Throws where the registry has them already. */
export function createServiceMetrics(options: ServiceMetricsOptions): ServiceMetrics {
  const { registry, lastRuns, nextRunAt } = options;
  const gauges = createRunGauges(registry, nextRunAt);
  const counters = createRunCounters(registry);
  collectDefaultMetrics({ register: registry });
  gauges.setLast(lastRuns);
  let startedAt = lastRuns.startedAt ?? 0;
  let startedBeforeAt = startedAt;
  return {
    runStarted(at) {
      startedBeforeAt = startedAt;
      startedAt = at;
      gauges.setInProgress(true);
      gauges.setLast({ startedAt });
    },
    runFinished(finishedAt, { kind, status, exitCode, counts }, unknownFields) {
      gauges.setInProgress(false);
      gauges.setLast({
        finishedAt,
        exitCode,
        counts,
        unknownFields,
        ...(exitCode === 0 ? { succeededAt: finishedAt } : {}),
      });
      counters.countRun(kind, status);
      counters.add(counts);
    },
    runThrew(finishedAt, kind) {
      gauges.setInProgress(false);
      gauges.setLast({ finishedAt, exitCode: EXIT_FAILED });
      counters.countRun(kind, "failed");
    },
    runNotBegun(known = {}) {
      startedAt = known.startedAt ?? startedBeforeAt;
      gauges.setInProgress(false);
      gauges.setLast({ ...known, startedAt });
    },
  };
}
