import { type Comparison, defineCheck } from "../../../domain/check.ts";
import { chargedBy, sumOf } from "../shapes/check-sides.ts";

const STREAM = "partner_bill_by_pay_mode";
const BY_PAY_MODE = { member: ["pay_mode"] };
const ACTIONS = { ...BY_PAY_MODE, table: "partner_bill_by_action" };

function equalIn(column: string): Comparison {
  return {
    left: sumOf(STREAM, column, BY_PAY_MODE),
    right: sumOf(STREAM, column, ACTIONS),
    unit: "amount",
    dimension: "pay_mode",
  };
}

/** Each pay mode is the sum of its transaction types, in all three amounts. */
export const check = defineCheck({
  id: "R2",
  meaning: "each pay mode is the sum of its transaction types, in all three amounts",
  comparisons: [
    {
      left: chargedBy(STREAM, BY_PAY_MODE),
      right: chargedBy(STREAM, ACTIONS),
      unit: "amount",
      dimension: "pay_mode",
    },
    equalIn("original_cost"),
    equalIn("voucher_pay_amount"),
  ],
});
