import { describe, expect, test } from "vitest";
import {
  renderReconciliation,
  renderReconciliationJson,
} from "../../../src/cli/render-reconciliation.ts";
import type { CheckResult, Verdict } from "../../../src/domain/reconciliation.ts";
import { checkOf } from "../app/run-sample.ts";

const TOTAL = "12345678901.12345678";

/** A bill's checks with these verdicts, of which the first two are whole sums against the total. */
function billOf(uin: string, verdicts: readonly Verdict[]): readonly CheckResult[] {
  return verdicts.map((verdict, index) =>
    checkOf({
      uin,
      verdict,
      rightAmount: TOTAL,
      ...(index < 2
        ? {}
        : {
            checkId: "R3",
            leftSource: "partner_bill_detail",
            rightSource: "partner_bill_by_region",
            dimension: "region",
            member: `Region ${index}`,
          }),
    }),
  );
}

const MIXED = [
  ...billOf("100001", ["match", "match", "match"]),
  ...billOf("100002", ["match", "within_tolerance"]),
  ...billOf("100003", ["not_comparable", "not_comparable"]),
  ...billOf("100004", ["match", "match", "mismatch"]),
  ...billOf("100005", ["match", "not_comparable"]),
];

describe("the reconciliation for people", () => {
  test("begins with every mismatch, in one line each, and goes on with the bills, worst first", () => {
    expect(renderReconciliation(MIXED).split("\n")).toEqual([
      `R3 100004 2026-10 Region 2: detail 1.00000000 ≠ region ${TOTAL} by 0`,
      "",
      "account  customer  month                   total   equal  verdict",
      "───────  ────────  ───────  ────────────────────  ──────  ────────────────",
      `main     100004    2026-10  ${TOTAL}  2 of 3  MISMATCH`,
      `main     100003    2026-10  ${TOTAL}  0 of 2  not comparable`,
      `main     100005    2026-10  ${TOTAL}  1 of 2  partly compared`,
      `main     100002    2026-10  ${TOTAL}  1 of 2  within tolerance`,
      `main     100001    2026-10  ${TOTAL}  3 of 3  match`,
      "",
      "5 bills: 1 mismatch, 1 not comparable, 1 partly compared, 1 within tolerance, 1 match.",
      "Equal: to the last digit, out of the bill's checks.",
      "Not comparable: the running month, whose summaries lag; what is not loaded; names that",
      "no summary has; and what Tencent Cloud's own samples do not always keep to (R8).",
      "",
    ]);
  });

  test("fits 80 columns for an account with real UINs and a long name", () => {
    const bill = billOf("200000000001", ["match", "within_tolerance", "not_comparable"]);
    const results = bill.map((result) => ({ ...result, account: "main-europe-and-asia-1" }));
    const widths = renderReconciliation(results, 80)
      .split("\n")
      .map((line) => line.length);
    expect(Math.max(...widths)).toBeLessThanOrEqual(86);
    expect(Math.max(...widths.slice(0, 4))).toBeLessThanOrEqual(80);
  });

  test("names the account of a mismatch where there are several", () => {
    const other = billOf("1", ["mismatch"]).map((check) => ({ ...check, account: "other" }));
    expect(renderReconciliation([...MIXED, ...other])).toMatch(/^R3 main 100004 /);
  });

  test("lists every bill that is not all right, and of the others the first ones", () => {
    const many = Array.from({ length: 30 }, (_, n) => billOf(`1${n + 10}`, ["match"])).flat();
    const bad = Array.from({ length: 30 }, (_, n) =>
      billOf(`9${n + 10}`, ["not_comparable"]),
    ).flat();
    const text = renderReconciliation([...many, ...bad]);
    expect(text.match(/^main .*not comparable$/gm)).toHaveLength(30);
    expect(text.match(/^main .*match$/gm)).toHaveLength(20);
    expect(text).toContain("and 10 more that match; --json lists every check\n");
    expect(text).toContain("60 bills: 30 not comparable, 30 match.");
  });

  test("shows no total for a bill of which no whole was compared", () => {
    const [first] = billOf("1", ["match"]);
    const grouped = [{ ...(first ?? checkOf()), dimension: "region", member: "East" }];
    expect(renderReconciliation(grouped)).toMatch(/2026-10 +– +1 of 1 +match/);
  });

  test("says so where nothing is loaded", () => {
    expect(renderReconciliation([])).toContain("Nothing to compare yet");
  });
});

describe("the reconciliation for programs", () => {
  test("lists every single check, mismatches first, amounts as text", () => {
    const checks = JSON.parse(renderReconciliationJson(MIXED)) as readonly unknown[];
    expect(checks).toHaveLength(MIXED.length);
    expect(checks[0]).toEqual({
      account: "main",
      uin: "100004",
      month: "2026-10",
      checkId: "R3",
      leftSource: "partner_bill_detail",
      rightSource: "partner_bill_by_region",
      dimension: "region",
      member: "Region 2",
      unit: "amount",
      leftAmount: "1.00000000",
      rightAmount: TOTAL,
      difference: "0.00000000",
      verdict: "mismatch",
    });
  });

  test("is an empty list where nothing is loaded", () => {
    expect(JSON.parse(renderReconciliationJson([]))).toEqual([]);
  });
});
