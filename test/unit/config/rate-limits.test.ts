import { describe, expect, test } from "vitest";
import { callsPerSecond } from "../../../src/config/rate-limits.ts";
import { configOf, problemsOf } from "./environment.ts";

const lane = { service: "intlpartnersmgt", action: "DescribeBillDetail", callsPerSecond: 3 };

describe("the most specific limit wins", () => {
  test.each([
    ["", 3],
    ["billing.*=9", 3],
    ["*=1", 1],
    ["*=1,intlpartnersmgt.*=2", 2],
    ["intlpartnersmgt.*=2,DescribeBillDetail=0.25", 0.25],
    ["DescribeBillDetail=4,intlpartnersmgt.DescribeBillDetail=5,*=1,intlpartnersmgt.*=2", 5],
  ])("with %j it is %d a second", (BILLING_RATE_LIMITS, expected) => {
    const { rateLimits } = configOf({ BILLING_RATE_LIMITS });
    expect(callsPerSecond(rateLimits, lane)).toBe(expected);
  });
});

describe("an entry that cannot be meant is refused", () => {
  test.each([
    ["DescribeBillDetail", "target=rate", "for example *=1,billing.*=5"],
    ["=5", "target=rate", "for example *=1,billing.*=5"],
    ["*=1=2", "target=rate", "for example *=1,billing.*=5"],
    ["*=0", "above 0", undefined],
    ["*=-1", "above 0", undefined],
    ["*=10001", "above 0", undefined],
    ["*=1e3", "above 0", undefined],
    ["*=fast", "above 0", undefined],
    ["DescribeBilDetail=1", "must name", "did you mean DescribeBillDetail?"],
    ["biling.*=1", "must name", "did you mean billing.*?"],
    ["billing=1", "must name", "did you mean billing.*?"],
    ["billing.DescribeBillDetail=1", "must name", "did you mean DescribeBillDetail?"],
    [
      "DescribeBillSummaryByRegion=1",
      "needs its service",
      "write intlpartnersmgt.DescribeBillSummaryByRegion or billing.DescribeBillSummaryByRegion",
    ],
  ])("%s", (entry, rule, hint) => {
    expect(problemsOf({ BILLING_RATE_LIMITS: `intlpartnersmgt.*=2, ${entry}` })).toEqual([
      {
        variable: "BILLING_RATE_LIMITS",
        rule: expect.stringContaining(rule),
        value: entry,
        ...(hint === undefined ? {} : { hint }),
      },
    ]);
  });

  test("a target limited twice", () => {
    expect(problemsOf({ BILLING_RATE_LIMITS: "*=1,*=2" })).toMatchObject([
      { rule: "limits * twice", value: "*=2" },
    ]);
  });
});
