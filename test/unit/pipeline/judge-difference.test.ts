import { describe, expect, test } from "vitest";
import type { Comparison, Side } from "../../../src/domain/check.ts";
import { judgeDifference, toleranceOf } from "../../../src/pipeline/judge-difference.ts";

const STRICT = {
  tolerance: "0",
  isRunning: false,
  isInformational: false,
  isSurplusAccepted: false,
};

describe("a difference", () => {
  test.each([
    ["of nothing is a match", "0.00000000", {}, "match"],
    ["of the last digit is a mismatch", "0.00000001", {}, "mismatch"],
    ["below zero is one too", "-0.00000001", {}, "mismatch"],
    ["up to the tolerance is within it", "-0.01", { tolerance: "0.01" }, "within_tolerance"],
    ["beyond the tolerance is a mismatch", "0.011", { tolerance: "0.01" }, "mismatch"],
    ["of nothing matches with a tolerance too", "0", { tolerance: "0.01" }, "match"],
    ["with a side missing compares nothing", null, { tolerance: "9" }, "not_comparable"],
    ["in the running month compares nothing", "0.01", { isRunning: true }, "not_comparable"],
    ["in the running month is not even a match", "0", { isRunning: true }, "not_comparable"],
    ["for information matches", "0", { isInformational: true }, "match"],
    ["for information is no mismatch", "5", { isInformational: true }, "not_comparable"],
    [
      "of too many is accepted where they are",
      "3",
      { isSurplusAccepted: true },
      "within_tolerance",
    ],
    ["of too few is not", "-3", { isSurplusAccepted: true }, "mismatch"],
  ] as const)("%s", (_, difference, change, verdict) => {
    expect(judgeDifference(difference, { ...STRICT, ...change })).toBe(verdict);
  });

  test("in a count of rows is judged by how far the worst row is off", () => {
    const lenient = { ...STRICT, tolerance: "0.00000001" };
    expect(judgeDifference("7", lenient, "0.00000001")).toBe("within_tolerance");
    expect(judgeDifference("7", lenient, "0.00000002")).toBe("mismatch");
    expect(judgeDifference("0", lenient, "0")).toBe("match");
  });
});

function side(more: Partial<Side> = {}): Side {
  return { source: "a", stream: "a", measure: { kind: "rows" }, ...more };
}

function comparison(more: Partial<Comparison> = {}): Comparison {
  return { left: side(), right: side(), unit: "amount", dimension: "region", ...more };
}

describe("the tolerance of a comparison", () => {
  const rounded = { right: side({ isRounded: true }) };

  test.each([
    ["is none by default", { change: {}, set: {}, right: "12.34" }, "0"],
    [
      "is what the comparison declares",
      { change: { tolerance: "0.1" }, set: {}, right: "12.34" },
      "0.1",
    ],
    [
      "is half a unit of a rounded side's last digit",
      { change: rounded, set: {}, right: "12.34" },
      "0.005",
    ],
    ["is as configured for the check", { change: {}, set: { R1: "0.5" }, right: "12.34" }, "0.5"],
    [
      "is as configured for a rounded side too: none",
      { change: rounded, set: { R1: "0" }, right: "12" },
      "0",
    ],
    [
      "is as configured for the dimension first",
      { change: {}, set: { R1: "1", "R1.region": "2" }, right: "1" },
      "2",
    ],
    [
      "is widened by the check's",
      { change: { tolerance: "0.0001" }, set: { R1: "0.001" }, right: "1" },
      "0.001",
    ],
    [
      "is not narrowed by the check's",
      { change: { tolerance: "0.1" }, set: { R1: "0.001" }, right: "1" },
      "0.1",
    ],
    [
      "is narrowed by the dimension's",
      { change: { tolerance: "0.1" }, set: { "R1.region": "0" }, right: "1" },
      "0",
    ],
    [
      "is not that of another check",
      { change: {}, set: { R2: "5", "R1.ratio": "5" }, right: "1" },
      "0",
    ],
    ["is none where the rounded side is missing", { change: rounded, set: {}, right: null }, "0"],
  ] as const)("%s", (_, { change, set, right }, expected) => {
    const tolerances = new Map<string, string>(Object.entries(set));
    expect(toleranceOf("R1", comparison(change), tolerances, right)).toBe(expected);
  });
});
