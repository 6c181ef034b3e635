import { Gauge, type Registry } from "prom-client";
import type { RunCounts } from "../domain/run.ts";
import type { LastRuns } from "./last-runs.ts";

/** The metrics that show how the newest runs went. */
export type RunGauges = {
  readonly setInProgress: (inProgress: boolean) => void;
  /** Sets what is given and leaves the rest as it is. */
  readonly setLast: (last: LastRuns) => void;
};

/** Registers them; `nextRunAt` (epoch milliseconds) is asked at every scrape. */
export function createRunGauges(registry: Registry, nextRunAt: () => number): RunGauges {
  const gauge = (name: string, help: string): Gauge =>
    new Gauge({ name: `billhouse_${name}`, help, registers: [registry] });
  const started = gauge(
    "run_last_started_timestamp_seconds",
    "When the last run started (Unix time); 0 before the first.",
  );
  const finished = gauge(
    "run_last_finished_timestamp_seconds",
    "When the last run ended, well or not (Unix time); 0 before the first.",
  );
  const succeeded = gauge(
    "run_last_success_timestamp_seconds",
    "When the last run that ended with exit code 0 did so (Unix time); 0 before the first.",
  );
  const exitCode = gauge(
    "run_last_exit_code",
    "Exit code of the last run that ended (0: all that was asked for is loaded); absent before the first.",
  );
  // Without a run there is no exit code, and the library's own 0 would mean success.
  exitCode.remove();
  const inProgress = gauge("run_in_progress", "1 while this process runs a sync, else 0.");
  const unknownFields = gauge(
    "unknown_fields",
    "Fields, by stream and name, that the API sent in what the last run that ended loaded and this version does not know; their values are kept in extra.",
  );
  const setSlices = createSlicesGauge(registry);
  registerNextRun(registry, nextRunAt);
  return {
    setInProgress: (isInProgress) => inProgress.set(isInProgress ? 1 : 0),
    setLast(last) {
      setTime(started, last.startedAt);
      setTime(finished, last.finishedAt);
      setTime(succeeded, last.succeededAt);
      if (last.exitCode !== undefined) {
        exitCode.set(last.exitCode);
      }
      if (last.unknownFields !== undefined) {
        unknownFields.set(last.unknownFields);
      }
      if (last.counts !== undefined) {
        setSlices(last.counts);
      }
    },
  };
}

function createSlicesGauge(registry: Registry): (counts: RunCounts) => void {
  const slices = new Gauge({
    name: "billhouse_slices",
    help: "Slices of the last run that ended: loaded, failed, or unfinished (not reached, or held by another run to the end).",
    labelNames: ["status"],
    registers: [registry],
  });
  return ({ slicesPlanned, slicesLoaded, slicesFailed }) => {
    const unfinished = Math.max(0, slicesPlanned - slicesLoaded - slicesFailed);
    slices.set({ status: "loaded" }, slicesLoaded);
    slices.set({ status: "failed" }, slicesFailed);
    slices.set({ status: "unfinished" }, unfinished);
  };
}

function registerNextRun(registry: Registry, nextRunAt: () => number): void {
  const next: Gauge = new Gauge({
    name: "billhouse_next_run_timestamp_seconds",
    help: "When the next run is scheduled (Unix time).",
    registers: [registry],
    collect: () => setTime(next, nextRunAt()),
  });
}

function setTime(gauge: Gauge, atMs: number | undefined): void {
  if (atMs !== undefined) {
    gauge.set(atMs / 1000);
  }
}
