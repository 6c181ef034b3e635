import { expect, test } from "vitest";
import { playNights } from "../lab/nights/play-nights.ts";

// The nights around the issue of a bill, and those in which a restatement has to be found.
test(
  "two months of nights close every month exactly when it may, and the journal adds up",
  { timeout: 240_000 },
  async () => {
    const report = await playNights({
      firstMonth: "2026-10",
      months: 2,
      customers: 5,
      hasNight: (day) => day === 1 || (day >= 4 && day <= 9) || (day >= 13 && day <= 21),
    });
    expect(report.violations).toEqual([]);
    expect(report.closings).toBeGreaterThan(11);
  },
);
