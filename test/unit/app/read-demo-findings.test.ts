import { expect, test } from "vitest";
import { addedUpBills } from "../../../src/app/read-demo-findings.ts";
import type { CheckResult } from "../../../src/domain/reconciliation.ts";
import { checkOf } from "./run-sample.ts";

const SUMS = ["by_region", "by_pay_mode", "by_product", "detail"];

function billOf(change: Partial<CheckResult> = {}): readonly CheckResult[] {
  return SUMS.map((name) => checkOf({ leftSource: `partner_bill_${name}`, ...change }));
}

test("a bill is added up in five ways, all with the digits that were compared", () => {
  const bills = addedUpBills([...billOf(), checkOf({ rightSource: "partner_bill_by_action" })]);
  expect(bills).toEqual([
    {
      account: "main",
      uin: "200000000001",
      month: "2026-10",
      regions: "1.00000000",
      payModes: "1.00000000",
      products: "1.00000000",
      total: "1.00000000",
      details: "1.00000000",
      difference: "0",
    },
  ]);
});

test("its difference is that of the first sum that has one", () => {
  const [first, ...others] = billOf();
  const off = { ...(first ?? checkOf()), leftAmount: "1.5", difference: "0.50000000" };
  expect(addedUpBills([...others, off])).toMatchObject([{ difference: "0.50000000" }]);
});

test("a bill of which a sum is not loaded is left out", () => {
  expect(addedUpBills(billOf().slice(1))).toEqual([]);
  expect(addedUpBills(billOf({ leftAmount: null }))).toEqual([]);
});
