import { describe, expect, test } from "vitest";
import { lastRunsOf } from "../../../src/app/read-last-runs.ts";
import type { RunRecord } from "../../../src/warehouse/postgres/read-runs.ts";

function run(fields: Partial<RunRecord>): RunRecord {
  return {
    runId: "1",
    kind: "sync",
    status: "succeeded",
    exitCode: 0,
    startedAt: 100,
    finishedAt: 200,
    isAlive: false,
    slicesPlanned: 10,
    slicesLoaded: 9,
    slicesFailed: 1,
    calls: "12",
    throttles: "1",
    rowsAdded: "1000",
    rowsChanged: "2",
    rowsRemoved: "3",
    ...fields,
  };
}

describe("what the metrics begin with", () => {
  test("is nothing where nothing ever ran", () => {
    expect(lastRunsOf([], [])).toEqual({});
  });

  test("takes the start of the newest, the end of the last that ended, the success of the last that succeeded", () => {
    const runs = [
      run({ startedAt: 500, finishedAt: undefined, exitCode: undefined, status: "running" }),
      run({ startedAt: 300, finishedAt: 400, exitCode: 3, status: "partial" }),
      run({ startedAt: 100, finishedAt: 200 }),
    ];

    expect(lastRunsOf(runs, [])).toEqual({
      startedAt: 500,
      finishedAt: 400,
      exitCode: 3,
      succeededAt: 200,
      counts: {
        slicesPlanned: 10,
        slicesLoaded: 9,
        slicesFailed: 1,
        calls: 12,
        throttles: 1,
        rowsAdded: 1000,
        rowsChanged: 2,
        rowsRemoved: 3,
      },
      unknownFields: 0,
    });
  });

  test("counts the unknown fields that were still there when the last run that ended had begun", () => {
    const runs = [
      run({ startedAt: 500, finishedAt: undefined, exitCode: undefined, status: "running" }),
      run({ startedAt: 300, finishedAt: 400 }),
    ];
    const unknown = [{ newestAt: 299 }, { newestAt: 300 }, { newestAt: 550 }];
    expect(lastRunsOf(runs, unknown).unknownFields).toBe(2);
    expect(lastRunsOf(runs.slice(0, 1), unknown).unknownFields).toBeUndefined();
  });
});
