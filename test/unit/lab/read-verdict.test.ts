import { describe, expect, test } from "vitest";
import { applyMutant, type Mutant } from "../../lab/mutants/mutant.ts";
import { readVerdict } from "../../lab/mutants/read-verdict.ts";
import { testNamePattern } from "../../lab/mutants/test-name-pattern.ts";

const MUTANT: Mutant = { id: "m", file: "a.ts", find: "if (a)", replace: "if ($&)", why: "" };

type Outcome = readonly [title: string, status: string, message?: string];

function reportOf(outcomes: readonly Outcome[], message = ""): string {
  const assertionResults = outcomes.map(([title, status, failure]) => ({
    ancestorTitles: ["suite"],
    title,
    status,
    failureMessages: failure === undefined ? [] : [failure],
  }));
  return JSON.stringify({ testResults: [{ message, assertionResults }] });
}

describe("a mutant", () => {
  test("changes the one place that it names, letter by letter", () => {
    expect(applyMutant(MUTANT, "x; if (a) y;")).toBe("x; if ($&) y;");
  });

  test.each(["x", "if (a) if (a)"])("is refused where %j has no such place, or two", (text) => {
    expect(() => applyMutant(MUTANT, text)).toThrow("not once");
  });
});

describe("a title is a pattern of", () => {
  test.each([
    ["suite > a (b) [c] $5 1.5", "suite > a (b) [c] $5 1.5", true],
    ["suite > 1.5", "suite > 1x5", false],
    ["suite > test", "suite > test and more", false],
    ["suite > %s is %d of $name", "suite > row is 5 of that", true],
    ["suite > %s is %d of $name", "suite > row was 5 of that", false],
  ])("%s: %s (%s)", (title, name, isMatch) => {
    expect(new RegExp(testNamePattern(["other", title])).test(name)).toBe(isMatch);
  });
});

describe("an experiment", () => {
  test("has passed when its tests have", () => {
    const report = reportOf([
      ["a", "passed"],
      ["b", "failed", "of no interest"],
    ]);
    expect(readVerdict(report, ["suite > a"], "")).toEqual({ kind: "passed", tests: 1 });
  });

  test("has failed when one of its tests has, and says why", () => {
    const report = reportOf([
      ["1 is good", "passed"],
      ["2 is good", "failed", "AssertionError: expected 1 to be 2\n at somewhere"],
    ]);
    expect(readVerdict(report, ["suite > %d is good"], "")).toEqual({
      kind: "failed",
      reason: "AssertionError: expected 1 to be 2",
    });
  });

  test.each<[string, string | undefined]>([
    ["there is no report", undefined],
    ["its file could not be read", reportOf([], "SyntaxError: Unexpected token")],
    ["its test was not run", reportOf([["a", "skipped"]])],
    ["a name is missing", reportOf([["a", "failed", "ReferenceError: b is not defined"]])],
    ["a file is missing", reportOf([["a", "failed", "Error: Cannot find module './b.ts'"]])],
  ])("has shown nothing where %s", (_, report) => {
    expect(readVerdict(report, ["suite > a"], "what it said").kind).toBe("broken");
  });
});
