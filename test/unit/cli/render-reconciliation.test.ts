import { describe, expect, test } from "vitest";
import {
  renderReconciliation,
  renderReconciliationJson,
} from "../../../src/cli/render-reconciliation.ts";
import type { LoadedAmount } from "../../../src/domain/reconciliation.ts";
import { checkTotals } from "../../../src/pipeline/check-totals.ts";

const TOTAL = "1234567890.123456789012";

/** The amounts of one bill by stream, without the prefix that all share. */
function billOf(
  uin: string,
  billMonth: string,
  amounts: Readonly<Record<string, string>>,
): readonly LoadedAmount[] {
  return Object.entries(amounts).map(([stream, amount]) => ({
    account: "main",
    uin,
    billMonth,
    stream: `partner_bill_${stream}`,
    amount,
  }));
}

const SAME = {
  by_region: TOTAL,
  by_pay_mode: TOTAL,
  by_product: TOTAL,
  total: TOTAL,
  detail: TOTAL,
};

function resultsOf(...bills: readonly (readonly LoadedAmount[])[]): ReturnType<typeof checkTotals> {
  return checkTotals({ amounts: bills.flat(), runningMonth: "2026-11" });
}

const MIXED = resultsOf(
  billOf("100001", "2026-10-01", SAME),
  billOf("100002", "2026-10-01", { ...SAME, by_product: "1234567890.123456789013" }),
  billOf("100003", "2026-11-01", { ...SAME, detail: "0" }),
);

describe("the reconciliation for people", () => {
  test("shows each bill's total, and below a mismatch what differs, to the last digit", () => {
    expect(renderReconciliation(MIXED).split("\n").slice(0, 6)).toEqual([
      "account  customer  month                      total  equal   verdict",
      "───────  ────────  ───────  ───────────────────────  ──────  ──────────────",
      `main     100002    2026-10  ${TOTAL}  3 of 4  MISMATCH`,
      "  product says 1234567890.123456789013, off by 0.000000000001",
      `main     100003    2026-11  ${TOTAL}  3 of 4  not comparable`,
      `main     100001    2026-10  ${TOTAL}  4 of 4  match`,
    ]);
  });

  test("fits 80 columns for an account with real UINs and a long name", () => {
    const bill = billOf("200000000001", "2026-10-01", {
      ...SAME,
      detail: "-1234567890.000000000001",
    });
    const results = resultsOf(bill).map((result) => ({ ...result, account: "main-europe-1" }));
    const widths = renderReconciliation(results, 80)
      .split("\n")
      .map((line) => line.length);
    expect(Math.max(...widths)).toBeLessThanOrEqual(80);
  });

  test("puts mismatches first, what cannot be compared next, what matches last", () => {
    const uins = renderReconciliation(MIXED).match(/10000\d/g);
    expect(uins).toEqual(["100002", "100003", "100001"]);
  });

  test("shows the running month as not comparable, never as a mismatch", () => {
    const text = renderReconciliation(MIXED);
    expect(text).toMatch(/100003 .* not comparable\n/);
    expect(text).toContain("the running month, whose summaries lag");
  });

  test("counts a source that is not loaded as not equal, and shows no total as none", () => {
    const withoutOthers = resultsOf(billOf("100004", "2026-10-01", { total: "5" }));
    expect(renderReconciliation(withoutOthers)).toMatch(/2026-10 +5 +0 of 4 +not comparable/);
    const withoutTotal = resultsOf(billOf("100004", "2026-10-01", { detail: "5" }));
    expect(renderReconciliation(withoutTotal)).toMatch(/2026-10 +– +– +not comparable/);
  });

  test("counts the bills by verdict", () => {
    expect(renderReconciliation(MIXED)).toContain(
      "3 bills: 1 mismatch, 1 not comparable, 1 match.",
    );
  });

  test("names the sources that it compares", () => {
    expect(renderReconciliation(MIXED)).toContain("out of region, pay mode, product, detail.\n");
  });

  test("says so where nothing is loaded", () => {
    expect(renderReconciliation([])).toContain("Nothing to compare yet");
  });
});

test("the reconciliation for programs lists the single checks, mismatches first, amounts as text", () => {
  const checks = JSON.parse(renderReconciliationJson(MIXED)) as readonly Record<string, unknown>[];
  expect(checks).toHaveLength(12);
  expect(checks[0]).toMatchObject({
    uin: "100002",
    month: "2026-10",
    checkId: "R1",
    leftSource: "partner_bill_by_product",
    leftAmount: "1234567890.123456789013",
    difference: "0.000000000001",
    verdict: "mismatch",
  });
});
