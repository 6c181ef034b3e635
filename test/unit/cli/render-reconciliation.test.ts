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
  test("shows every source's figure to the last digit, and what differs by how much", () => {
    const row = renderReconciliation(MIXED).split("\n")[2];
    expect(row?.split(/ {2,}/)).toEqual([
      "main",
      "100002",
      "2026-10",
      TOTAL,
      TOTAL,
      "1234567890.123456789013",
      TOTAL,
      TOTAL,
      "product 0.000000000001",
      "MISMATCH",
    ]);
  });

  test("puts mismatches first, what cannot be compared next, what matches last", () => {
    const uins = renderReconciliation(MIXED).match(/10000\d/g);
    expect(uins).toEqual(["100002", "100003", "100001"]);
  });

  test("shows the running month as not comparable, never as a mismatch", () => {
    const text = renderReconciliation(MIXED);
    expect(text).toMatch(/100003 .* not comparable\n/);
    expect(text).toContain("the running month (summaries lag details by a day)");
  });

  test("shows a source that is not loaded as missing, not as zero", () => {
    const text = renderReconciliation(resultsOf(billOf("100004", "2026-10-01", { total: "5" })));
    expect(text).toMatch(/100004 +2026-10 +– +– +– +– +5 +– +not comparable/);
  });

  test("counts the bills by verdict", () => {
    expect(renderReconciliation(MIXED)).toContain(
      "3 bills: 1 mismatch, 1 not comparable, 1 match.",
    );
  });

  test("writes = for what equals the total where the figures do not fit, never for what differs", () => {
    const text = renderReconciliation(MIXED, 120);
    const [, , mismatch, running, match] = text.split("\n").map((line) => line.split(/ {2,}/));
    const differing = "1234567890.123456789013";
    expect(mismatch?.slice(3, 8)).toEqual(["=", "=", differing, "=", TOTAL]);
    expect(running?.slice(3, 8)).toEqual(["=", "=", "=", "0", TOTAL]);
    expect(match?.slice(3, 8)).toEqual(["=", "=", "=", "=", TOTAL]);
    expect(text).toContain("= is the same as the total.");
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
