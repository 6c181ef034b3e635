import { describe, expect, test } from "vitest";
import type { PipelineStatus } from "../../../src/domain/spend-report.ts";
import { COMMANDS, DEMO_COMMANDS, judge, type Verdict } from "../../../src/report/verdict.ts";
import { EMPTY_REPORT, SOUND_STATUS } from "./sample-report.ts";

type Named = readonly [level: Verdict["level"], words: string, command: string];

function verdictOn(over: Partial<PipelineStatus>, commands = COMMANDS): Verdict {
  return judge({ ...SOUND_STATUS, ...over }, commands);
}

describe("the verdict on the figures", () => {
  test("is good where everything is loaded and adds up", () => {
    expect(verdictOn({})).toEqual({
      level: "good",
      title: "Everything is loaded, and adds up.",
      problems: [],
    });
  });

  test("is good, too, while a run is at work", () => {
    expect(verdictOn({ lastRunStatus: "running", lastRunFinishedAt: null }).level).toBe("good");
  });

  test("says of an empty database that nothing was loaded, not that all is well", () => {
    expect(judge(EMPTY_REPORT.status, COMMANDS).title).toBe("Nothing has been loaded yet.");
  });

  test.each<[string, Partial<PipelineStatus>, Named]>([
    ["a mismatch", { mismatches: 1 }, ["bad", "1 comparison with", "npm run reconcile"]],
    ["mismatches", { mismatches: 1200 }, ["bad", "1,200 comparisons", "npm run reconcile"]],
    ["what failed", { slicesFailed: 2 }, ["bad", "2 parts of bills were not", "npm run status"]],
    ["what is late", { slicesLate: 1 }, ["warn", "1 part of bills was last", "npm run sync"]],
    ["what is missing", { slicesMissing: 3 }, ["warn", "were never loaded", "npm run sync"]],
    ["a failed run", { lastRunStatus: "failed" }, ["bad", "failed", "npm run sync"]],
    ["a run cut off", { lastRunStatus: "interrupted" }, ["warn", "was cut off", "npm run sync"]],
    ["a partial run", { lastRunStatus: "partial" }, ["warn", "could not load", "npm run sync"]],
  ])("names %s, and the command that helps", (_what, over, [level, words, command]) => {
    const { problems, ...verdict } = verdictOn(over);
    expect(verdict.level).toBe(level);
    expect(verdict.title).not.toMatch(/adds up\.$/);
    expect(problems).toMatchObject([{ level, text: expect.stringContaining(words), command }]);
  });

  test("is as bad as the worst of several problems", () => {
    const { level, problems } = verdictOn({ slicesLate: 1, slicesFailed: 1, mismatches: 1 });
    expect([level, problems.length]).toEqual(["bad", 3]);
  });

  test("names the demo's commands for the demo", () => {
    const [problem] = verdictOn({ slicesLate: 1 }, DEMO_COMMANDS).problems;
    expect(problem?.command).toBe("npm run demo");
  });
});
