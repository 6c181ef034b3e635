import { describe, expect, test } from "vitest";
import type { SlicePlan } from "../../../src/app/make-plan.ts";
import type { ConfiguredPlan } from "../../../src/app/plan-configured.ts";
import { planSummary, planSummaryJson } from "../../../src/cli/plan-summary.ts";

function sliceOf(slice: Partial<SlicePlan> = {}): SlicePlan {
  return {
    account: "main",
    stream: "partner_bill_total",
    uin: "200000000001",
    month: "2026-10",
    reason: "open month",
    mode: "full",
    ...slice,
  };
}

const PLAN: ConfiguredPlan = {
  slices: [
    sliceOf({ month: "2026-11" }),
    sliceOf(),
    sliceOf({ month: "2026-08", reason: "not loaded since its bill was settled" }),
    sliceOf({ stream: "customer", uin: "", month: undefined, reason: "part of every run" }),
  ],
  skipped: [{ account: "main", stream: "customer_bill_by_tag", why: "no tag keys" }],
  lanes: [
    {
      account: "main",
      lane: "partner.List",
      calls: 1,
      slices: 1,
      callsPerSecond: 20,
      seconds: 0.05,
    },
    {
      account: "main",
      lane: "partner.Total",
      calls: 300,
      slices: 3,
      callsPerSecond: 1,
      seconds: 300,
    },
  ],
  calls: 301,
  callsSaved: 0,
  closed: [],
  etaSeconds: 300,
  unreadLists: [],
  exitCode: 0,
  withoutDatabase: undefined,
};

function scrub(text: string): string {
  return text.replaceAll("main", "***");
}

describe("a plan", () => {
  test("says how much it is and how long it takes, first", () => {
    expect(planSummary(PLAN)).toMatch(
      /^4 slices in about 301 calls, about 5 min 00 s; nothing was written\.\n/,
    );
  });

  test("puts together the months that are due for the same reason", () => {
    const text = planSummary(PLAN);

    expect(text).toMatch(/partner_bill_total +open month +2026-10 to 2026-11 +2\n/);
    expect(text).toMatch(/partner_bill_total +not loaded since its bill was settled +2026-08 +1\n/);
    expect(text).toMatch(/customer +part of every run +– +1\n/);
  });

  test("names the slowest lane first, for all wait for it", () => {
    const text = planSummary(PLAN);

    expect(text.indexOf("partner.Total")).toBeLessThan(text.indexOf("partner.List"));
  });

  test("says what the gate saves, and which slices are behind it", () => {
    const slices = [sliceOf({ stream: "partner_bill_by_region", mode: "gated" })];
    const text = planSummary({ ...PLAN, slices, callsSaved: 900 });

    expect(text).toContain("900 calls (75 %) are saved");
    expect(text).toMatch(/partner_bill_by_region +open month, if it moved/);
  });

  test("names the closed bills that were asked for, and what opens them", () => {
    const closed = [{ account: "main", uin: "200000000009", billMonth: "2026-08-01" }];
    const text = planSummary({ ...PLAN, closed });

    expect(text).toContain("closed, left alone: main · 200000000009 · 2026-08");
    expect(text).toContain("npm run reopen");
  });

  test("says what is not planned and why", () => {
    expect(planSummary(PLAN)).toContain("not planned: main · customer_bill_by_tag: no tag keys");
  });

  test("may be empty", () => {
    expect(planSummary({ ...PLAN, slices: [], skipped: [] })).toBe("Nothing is due.\n");
  });

  test("lists every slice for programs, and blanks secrets out of the vendor's words alone", () => {
    const unreadLists = [{ account: "main", error: new Error("id main-secret is unknown") }];

    const document: unknown = JSON.parse(planSummaryJson({ ...PLAN, unreadLists }, scrub));

    expect(document).toMatchObject({
      calls: 301,
      callsSaved: 0,
      closed: [],
      withoutDatabase: null,
      unreadLists: [{ account: "main", error: "id ***-secret is unknown" }],
      slices: [{ month: "2026-11" }, { month: "2026-10" }, { month: "2026-08" }, { month: null }],
    });
  });
});
