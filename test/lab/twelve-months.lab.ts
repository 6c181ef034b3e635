import { expect, test } from "vitest";
import { playNights } from "./nights/play-nights.ts";

test("in twelve months of nights every month closes exactly when it may, and the journal adds up", async () => {
  const report = await playNights({
    firstMonth: "2025-12",
    months: 12,
    customers: 4,
    hasNight: () => true,
  });
  process.stdout.write(`${JSON.stringify({ ...report, violations: report.violations.length })}\n`);
  expect(report.violations).toEqual([]);
  // Twelve bill months of six bills; of the last ones some wait for their day or were opened again.
  expect(report.closings).toBeGreaterThan(65);
  expect(report.restatements).toBeGreaterThan(5);
});
