import type { Slice } from "../domain/slice.ts";
import type { RunRequest } from "../pipeline/plan-run.ts";
import type { RunListener } from "../pipeline/run-events.ts";
import { runSync } from "../pipeline/run-sync.ts";
import { createReportCollector } from "./collect-report.ts";
import { observeSource } from "./observe-source.ts";
import type { Billhouse } from "./open-billhouse.ts";
import { pruneAfterRun } from "./prune-after-run.ts";
import { startDeadline } from "./run-deadline.ts";
import type { RunFollower } from "./run-follower.ts";
import type { RunReport } from "./run-report.ts";

export type RunOnceOptions = {
  readonly request: RunRequest;
  readonly followers: readonly RunFollower[];
  readonly signal: AbortSignal;
  /** Ends the run in time, exit code 75; no limit where undefined. */
  readonly maxMinutes?: number | undefined;
};

/**
 * One run from its beginning to its report. Undefined where the request's tick was already run.
 * What happened to slices, and what cut the run off, is in the report; rejects only where no run
 * could be begun.
 */
export async function runOnce(
  house: Billhouse,
  { request, followers, signal, maxMinutes }: RunOnceOptions,
): Promise<RunReport | undefined> {
  const collector = createReportCollector();
  const onPage = (slice: Slice): void => {
    for (const follower of followers) {
      follower.pageRead(slice);
    }
  };
  const dependencies = {
    ...house,
    source: observeSource(house.source, onPage),
    listener: tellAll([collector, ...followers]),
  };
  const beganAt = house.clock.monotonic();
  const deadline = startDeadline(signal, maxMinutes, house.clock);
  try {
    const result = await runSync(request, dependencies, deadline.signal);
    if (result === undefined) {
      return undefined;
    }
    const report = collector.report(result, house.clock.monotonic() - beganAt);
    for (const follower of followers) {
      follower.runEnded(report);
    }
    if (result.abort === undefined) {
      await pruneAfterRun(house, deadline.signal);
    }
    return report;
  } finally {
    deadline[Symbol.dispose]();
  }
}

function tellAll(listeners: readonly RunListener[]): RunListener {
  return {
    runBegan: (run) => listeners.forEach((listener) => listener.runBegan(run)),
    planned: (plan, loads) => listeners.forEach((listener) => listener.planned(plan, loads)),
    sliceEnded: (end) => listeners.forEach((listener) => listener.sliceEnded(end)),
    waitingForOthers: (count) => listeners.forEach((listener) => listener.waitingForOthers(count)),
    checked: (results) => listeners.forEach((listener) => listener.checked(results)),
  };
}
