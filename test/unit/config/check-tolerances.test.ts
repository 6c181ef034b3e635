import { describe, expect, test } from "vitest";
import { configOf, problemsOf } from "./environment.ts";

test("tolerances are kept as they were written: a number would round them", () => {
  const { checkTolerances } = configOf({
    BILLING_CHECK_TOLERANCES: " R3 = 0.000000000000000000001, R7.region=0.0010 ,R1=0",
  });
  expect([...checkTolerances]).toEqual([
    ["R3", "0.000000000000000000001"],
    ["R7.region", "0.0010"],
    ["R1", "0"],
  ]);
});

test("unset, there are none: the checks' own hold", () => {
  expect(configOf({}).checkTolerances.size).toBe(0);
});

describe("an entry that cannot be meant is refused", () => {
  test.each([
    ["R3", "check=amount", "for example R3=0.00000001"],
    ["=1", "check=amount", "for example R3=0.00000001"],
    ["R3=1=2", "check=amount", "for example R3=0.00000001"],
    ["R3=-1", "plain decimal", undefined],
    ["R3=1e-8", "plain decimal", undefined],
    ["R3=.5", "plain decimal", undefined],
    ["R3=some", "plain decimal", undefined],
    ["R3.regoin=1", "must name a check", "did you mean R3.region?"],
    ["everything=1", "must name a check", "one of R1, R3, R3.region, R7, R7.region, R7.ratio"],
  ])("%s", (entry, rule, hint) => {
    expect(problemsOf({ BILLING_CHECK_TOLERANCES: `R1=0.5, ${entry}` })).toEqual([
      {
        variable: "BILLING_CHECK_TOLERANCES",
        rule: expect.stringContaining(rule),
        value: entry,
        ...(hint === undefined ? {} : { hint }),
      },
    ]);
  });

  test("a check set twice", () => {
    expect(problemsOf({ BILLING_CHECK_TOLERANCES: "R1=1,R1=2" })).toMatchObject([
      { rule: "sets R1 twice", value: "R1=2" },
    ]);
  });
});
