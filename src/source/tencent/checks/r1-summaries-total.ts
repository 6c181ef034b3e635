import { type Comparison, defineCheck } from "../../../domain/check.ts";
import { chargedBy } from "../shapes/check-sides.ts";

/** The total is a bare JSON number, which may have fewer decimals than the summaries. */
const TOTAL = chargedBy("partner_bill_total", { isRounded: true });

function equalsTotal(stream: string): Comparison {
  return { left: chargedBy(stream), right: TOTAL, unit: "amount", dimension: "" };
}

/** Regions, pay modes and products each add up to the month's total. */
export const check = defineCheck({
  id: "R1",
  meaning: "regions, pay modes and products each add up to the month's total",
  comparisons: [
    equalsTotal("partner_bill_by_region"),
    equalsTotal("partner_bill_by_pay_mode"),
    equalsTotal("partner_bill_by_product"),
  ],
});
