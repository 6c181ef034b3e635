import { describe, expect, test } from "vitest";
import type { ProgressSnapshot } from "../../../src/app/run-progress.ts";
import { progressLine } from "../../../src/cli/progress-line.ts";

const HALFWAY: ProgressSnapshot = {
  stage: "loading",
  runId: "12",
  callsDone: 915,
  callsTotal: 1830,
  callsPerSecond: 8.92,
  throttles: 0,
  slicesDone: 130,
  slicesTotal: 602,
  slicesFailed: 0,
  etaSeconds: 278,
};

describe("the progress line", () => {
  test("says calls, rate, slices, throttles and the time that is left", () => {
    expect(progressLine("sync", HALFWAY, 120)).toBe(
      "sync  [##########..........]  915/1,830 calls  8.9/s  130/602 slices  0 throttled  4 min 38 s left",
    );
  });

  test("says how many failed once some did", () => {
    expect(progressLine("sync", { ...HALFWAY, slicesFailed: 3 }, 120)).toContain("3 failed");
  });

  test.each([
    [80, "sync  915/1,830 calls  8.9/s  130/602 slices  0 throttled  4 min 38 s left"],
    [70, "sync  915/1,830 calls  8.9/s  130/602 slices  4 min 38 s left"],
    [50, "915/1,830 calls  130/602 slices  4 min 38 s left"],
    [20, "915/1,830 calls"],
    [10, "915/1,830 "],
  ])("fits %i columns, the least telling left out first", (width, line) => {
    expect(progressLine("sync", HALFWAY, width)).toBe(line);
  });

  test("is never longer than its width, so that it can be redrawn in place", () => {
    for (let width = 1; width < 130; width += 1) {
      expect(progressLine("backfill", HALFWAY, width).length).toBeLessThanOrEqual(width);
    }
  });

  test.each([
    ["beginning", "beginning"],
    ["waiting", "waiting for another run"],
    ["checking", "checking"],
  ] as const)("says what happens where no time is left to tell: %s", (stage, words) => {
    expect(progressLine("sync", { ...HALFWAY, stage }, 120)).toMatch(new RegExp(`${words}$`));
  });

  test("promises nothing before anything is planned", () => {
    const beginning = { ...HALFWAY, callsDone: 0, callsTotal: 0, etaSeconds: undefined };

    expect(progressLine("sync", beginning, 120)).toMatch(/planning$/);
  });
});
