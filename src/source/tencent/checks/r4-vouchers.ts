import { type Comparison, defineCheck } from "../../../domain/check.ts";
import { sumOf } from "../shapes/check-sides.ts";

function equalsLines(stream: string): Comparison {
  return {
    left: sumOf("partner_bill_detail", "voucher_deduction"),
    right: sumOf(stream, "voucher_pay_amount"),
    unit: "amount",
    dimension: "",
  };
}

/** The vouchers of the lines are those of the summaries. */
export const check = defineCheck({
  id: "R4",
  meaning: "the vouchers of the lines are those of each summary",
  comparisons: [
    equalsLines("partner_bill_by_region"),
    equalsLines("partner_bill_by_pay_mode"),
    equalsLines("partner_bill_by_product"),
  ],
});
