import { Counter, type Registry } from "prom-client";
import type { RunCounts, RunKind, RunStatus } from "../domain/run.ts";

/** The metrics that add up what the runs of this process did. */
export type RunCounters = {
  readonly countRun: (kind: RunKind, status: RunStatus) => void;
  readonly add: (counts: RunCounts) => void;
};

const STATUSES = ["succeeded", "partial", "mismatch", "failed", "interrupted"] as const;

/** Registers them, each at 0: a series that first appears with its first count has no rate, and raises no alert. */
export function createRunCounters(registry: Registry): RunCounters {
  const runs = new Counter({
    name: "billhouse_runs_total",
    help: "Runs of this process that ended, by kind and status.",
    labelNames: ["kind", "status"],
    registers: [registry],
  });
  const rows = new Counter({
    name: "billhouse_rows_total",
    help: "Rows of bills that runs of this process added, changed and removed.",
    labelNames: ["change"],
    registers: [registry],
  });
  const calls = new Counter({
    name: "billhouse_calls_total",
    help: "Calls that runs of this process made to Tencent Cloud.",
    registers: [registry],
  });
  const throttles = new Counter({
    name: "billhouse_throttles_total",
    help: "Calls that Tencent Cloud refused because they came too fast; each was made again.",
    registers: [registry],
  });
  for (const status of STATUSES) {
    runs.inc({ kind: "sync", status }, 0);
  }
  for (const change of ["added", "changed", "removed"]) {
    rows.inc({ change }, 0);
  }
  return {
    countRun: (kind, status) => runs.inc({ kind, status }),
    add(counts) {
      rows.inc({ change: "added" }, counts.rowsAdded);
      rows.inc({ change: "changed" }, counts.rowsChanged);
      rows.inc({ change: "removed" }, counts.rowsRemoved);
      calls.inc(counts.calls);
      throttles.inc(counts.throttles);
    },
  };
}
