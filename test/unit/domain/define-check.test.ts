import { expect, test } from "vitest";
import {
  type Check,
  type Comparison,
  defineCheck,
  type Side,
  toleranceNames,
} from "../../../src/domain/check.ts";

function side(source: string, more: Partial<Side> = {}): Side {
  return { source, stream: "a_bill", measure: { kind: "rows" }, ...more };
}

function comparison(more: Partial<Comparison> = {}): Comparison {
  return { left: side("a"), right: side("b"), unit: "count", dimension: "", ...more };
}

function check(...comparisons: readonly Comparison[]): Check {
  return { id: "R1", meaning: "", comparisons };
}

test("a check that can be told apart and compares like with like is taken as it is", () => {
  const grouped = { left: side("a", { member: ["x"] }), right: side("b", { member: ["y"] }) };
  const sound = check(comparison(), comparison({ ...grouped, dimension: "x" }));
  expect(defineCheck(sound)).toBe(sound);
});

test.each([
  ["an id that no tolerance could name", { ...check(comparison()), id: "r=1" }, "needs an id"],
  ["nothing to compare", check(), "at least one comparison"],
  ["results that would overwrite each other", check(comparison(), comparison()), "compares twice"],
  [
    "a grouped side and one that is not",
    check(comparison({ left: side("a", { member: ["x"] }), dimension: "x" })),
    "the same grouping",
  ],
  [
    "a grouped side and a constant",
    check(
      comparison({
        left: side("a", { member: ["x"] }),
        right: { source: "none", constant: "0" },
        dimension: "x",
      }),
    ),
    "the same grouping",
  ],
  [
    "groups without a name",
    check(comparison({ left: side("a", { member: ["x"] }), right: side("b", { member: ["x"] }) })),
    "the same grouping",
  ],
])("a check with %s is refused", (_, wrong, words) => {
  expect(() => defineCheck(wrong)).toThrow(words);
});

test("a tolerance can be set for a check and for each of its dimensions", () => {
  const regions = comparison({ left: side("c"), dimension: "region" });
  expect(toleranceNames([check(comparison(), regions, { ...regions, unit: "amount" })])).toEqual([
    "R1",
    "R1.region",
  ]);
});
