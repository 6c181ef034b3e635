import { expect, test } from "vitest";
import { countRun } from "../../../src/pipeline/count-run.ts";
import type { SliceEnd } from "../../../src/pipeline/run-outcome.ts";
import { planned } from "./a-stream.ts";

const NOTHING = {
  planned: planned(),
  byOther: false,
  rowsAdded: 0,
  rowsChanged: 0,
  rowsRemoved: 0,
};

test("a run counts what became of its slices, their rows, and its own calls only", () => {
  const ends: readonly SliceEnd[] = [
    { ...NOTHING, status: "loaded", rowsAdded: 10, rowsChanged: 2 },
    { ...NOTHING, status: "loaded", rowsAdded: 1, rowsRemoved: 4 },
    { ...NOTHING, status: "empty", rowsRemoved: 3 },
    { ...NOTHING, status: "loaded", byOther: true },
    { ...NOTHING, status: "failed" },
    { ...NOTHING, status: "not_ready" },
    { ...NOTHING, status: "forbidden" },
    { ...NOTHING, status: "held" },
    { ...NOTHING, status: "unfinished" },
  ];
  expect(countRun(ends, { calls: 100, throttles: 7 }, { calls: 130, throttles: 9 })).toEqual({
    slicesPlanned: 9,
    slicesLoaded: 4,
    slicesFailed: 3,
    calls: 30,
    throttles: 2,
    rowsAdded: 11,
    rowsChanged: 2,
    rowsRemoved: 7,
  });
});
