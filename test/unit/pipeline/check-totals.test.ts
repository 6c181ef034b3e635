import { describe, expect, test } from "vitest";
import type { CheckResult, LoadedAmount } from "../../../src/domain/reconciliation.ts";
import { checkTotals, TOTAL_CHECKS } from "../../../src/pipeline/check-totals.ts";

const RUNNING = "2026-11";
const TOTAL = "partner_bill_total";

function amount(stream: string, text: string, change: Partial<LoadedAmount> = {}): LoadedAmount {
  return { account: "main", uin: "1", billMonth: "2026-10-01", stream, amount: text, ...change };
}

const check = (...amounts: readonly LoadedAmount[]): readonly CheckResult[] =>
  checkTotals({ amounts, runningMonth: RUNNING });

const verdicts = (results: readonly CheckResult[]): readonly string[] =>
  results.map(({ checkId, leftSource, verdict }) => `${checkId} ${leftSource}: ${verdict}`);

test("regions, pay modes, products and detail lines each add up to the month's total", () => {
  expect(TOTAL_CHECKS.map(({ checkId, left, right }) => `${checkId} ${left} = ${right}`)).toEqual([
    "R1 partner_bill_by_region = partner_bill_total",
    "R1 partner_bill_by_pay_mode = partner_bill_total",
    "R1 partner_bill_by_product = partner_bill_total",
    "R3 partner_bill_detail = partner_bill_total",
  ]);
});

describe("a check of two amounts", () => {
  test("matches when they are equal, with however many zeros", () => {
    const [result] = check(amount("partner_bill_by_region", "12.10"), amount(TOTAL, "12.10000000"));
    expect(result).toEqual({
      account: "main",
      uin: "1",
      billMonth: "2026-10-01",
      checkId: "R1",
      leftSource: "partner_bill_by_region",
      rightSource: TOTAL,
      dimension: "",
      member: "",
      unit: "amount",
      leftAmount: "12.10",
      rightAmount: "12.10000000",
      difference: "0.00000000",
      verdict: "match",
    });
  });

  test("has no tolerance: a hundred-millionth is a mismatch, and is named", () => {
    const [result] = check(amount("partner_bill_by_region", "12.10000001"), amount(TOTAL, "12.1"));
    expect(result).toMatchObject({ difference: "0.00000001", verdict: "mismatch" });
  });

  test("compares nothing in the running month, where summaries lag behind details", () => {
    const running = { billMonth: "2026-11-01" };
    const result = check(
      amount("partner_bill_detail", "2", running),
      amount(TOTAL, "1", running),
    ).at(-1);
    expect(result).toMatchObject({ difference: "1", verdict: "not_comparable" });
  });

  test.each([
    ["left", amount(TOTAL, "1"), { leftAmount: null, rightAmount: "1" }],
    ["right", amount("partner_bill_by_region", "1"), { leftAmount: "1", rightAmount: null }],
  ])("compares nothing when its %s side is not loaded", (_, only, sides) => {
    const results = check(only);
    expect(results[0]).toMatchObject({ ...sides, difference: null, verdict: "not_comparable" });
    expect(results.every(({ verdict }) => verdict === "not_comparable")).toBe(true);
  });

  test("compares an empty bill too: 0 is an amount", () => {
    expect(verdicts(check(amount("partner_bill_by_region", "0"), amount(TOTAL, "5")))).toContain(
      "R1 partner_bill_by_region: mismatch",
    );
  });
});

test("each account, customer and month is compared with itself only", () => {
  const others: readonly Partial<LoadedAmount>[] = [
    {},
    { account: "other" },
    { uin: "2" },
    { billMonth: "2026-09-01" },
  ];
  const amounts = others.flatMap((other, index) => [
    amount("partner_bill_by_region", String(index), other),
    amount(TOTAL, String(index), other),
  ]);
  const regions = check(...amounts).filter(
    ({ leftSource }) => leftSource === "partner_bill_by_region",
  );
  expect(regions.map(({ verdict }) => verdict)).toEqual(["match", "match", "match", "match"]);
});

test("a bill of which no side of a check is loaded has no result for it", () => {
  expect(check(amount("customer_bill_detail", "1"))).toEqual([]);
  expect(verdicts(check(amount("partner_bill_detail", "1")))).toEqual([
    "R3 partner_bill_detail: not_comparable",
  ]);
  expect(check()).toEqual([]);
});
