import { expect, test } from "vitest";
import { findView } from "../../../src/app/find-view.ts";

const VIEWS = [
  { schema: "billing_mart", name: "coverage" },
  { schema: "billing_mart", name: "daily_cost" },
  { schema: "focus", name: "coverage" },
  { schema: "focus", name: "cost_and_usage" },
];

test("a view is found by its whole name, and by its own where only one has it", () => {
  expect(findView("focus.coverage", VIEWS)).toEqual({ schema: "focus", name: "coverage" });
  expect(findView("daily_cost", VIEWS)).toEqual({ schema: "billing_mart", name: "daily_cost" });
});

test("a name that two views have is refused with both", () => {
  expect(() => findView("coverage", VIEWS)).toThrow("billing_mart.coverage or focus.coverage");
});

test.each(["billing.bill_detail", "daily_costs", ""])(
  "an unknown view is refused with all that there are: %j",
  (wanted) => {
    expect(() => findView(wanted, VIEWS)).toThrow(
      expect.objectContaining({
        hint: expect.stringContaining(
          "billing_mart.coverage, billing_mart.daily_cost, focus.",
        ) as string,
      }),
    );
  },
);

test("a misspelt view is guessed", () => {
  expect(() => findView("daily_costs", VIEWS)).toThrow(
    expect.objectContaining({
      hint: expect.stringContaining("did you mean daily_cost?") as string,
    }),
  );
});
