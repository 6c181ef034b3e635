import { expect, test } from "vitest";
import { mismatchLine, placeText, sourceText } from "../../../src/cli/mismatch-line.ts";
import { checkOf } from "../app/run-sample.ts";

const OFF = { leftAmount: "1.01", rightAmount: "1.00", difference: "0.01" } as const;

test.each([
  [{}, "R1 200000000001 2026-10 region 1.01 ≠ total 1.00 by 0.01"],
  [
    { leftSource: "partner_bill_detail", dimension: "transaction_type", member: "Refund" },
    "R1 200000000001 2026-10 transaction type Refund: detail 1.01 ≠ total 1.00 by 0.01",
  ],
  [
    {
      leftSource: "partner_bill_detail",
      rightSource: "partner_bill_by_region",
      dimension: "region",
      member: "East\u0007",
    },
    "R1 200000000001 2026-10 East\\x07: detail 1.01 ≠ region 1.00 by 0.01",
  ],
  [
    {
      leftSource: "partner_bill_detail.rows_off",
      rightSource: "none",
      dimension: "line",
      member: "630001",
      leftAmount: "2",
      rightAmount: "0",
      difference: "2",
    },
    "R1 200000000001 2026-10 line 630001: detail rows off 2 ≠ 0 by 2",
  ],
  [{ rightAmount: null, difference: null }, "R1 200000000001 2026-10 region 1.01 ≠ total – by –"],
] as const)("%j", (change, line) => {
  expect(mismatchLine(checkOf({ ...OFF, ...change }), false)).toBe(line);
});

test("the account is named where there are several", () => {
  expect(mismatchLine(checkOf(OFF), true)).toContain("R1 main 200000000001 2026-10");
});

test("an ordinary mismatch fits 80 columns", () => {
  const amounts = { leftAmount: "123.45678901", rightAmount: "123.44678901" };
  const check = checkOf({ ...OFF, ...amounts, difference: "0.01000000", member: "Other" });
  expect(mismatchLine(check, false).length).toBeLessThanOrEqual(80);
});

test.each([
  ["partner_bill_total", "total"],
  ["partner_bill_by_pay_mode.original_cost", "pay mode original cost"],
  ["customer_bill_detail.promised", "detail promised"],
])("%s is %s to people", (source, text) => {
  expect(sourceText(source)).toBe(text);
});

test("a whole bill has no place in it", () => {
  expect(placeText(checkOf())).toBe("");
});
