import type { RunResult } from "../../../src/domain/run.ts";

/** How a run may have ended: loaded whole, unless a test says otherwise. */
export function runResult(overrides: Partial<RunResult> = {}): RunResult {
  return {
    runId: "0d3f8c1e-5a52-4a86-9c07-3a8f6b1f2e11",
    kind: "sync",
    status: "succeeded",
    exitCode: 0,
    counts: {
      slicesPlanned: 12,
      slicesLoaded: 12,
      slicesFailed: 0,
      calls: 48,
      throttles: 1,
      rowsAdded: 30,
      rowsChanged: 4,
      rowsRemoved: 2,
    },
    ...overrides,
  };
}
