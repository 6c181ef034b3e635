import { type Comparison, defineCheck } from "../../../domain/check.ts";
import { chargedBy, sumOfTerms } from "../shapes/check-sides.ts";

function netOf(groupType: string, member: readonly string[]): Comparison {
  const stream = `customer_bill_by_${groupType}`;
  return {
    left: chargedBy(stream, { member }),
    right: sumOfTerms(stream, {
      member,
      name: "net",
      columns: ["original_cost", "-ri_cost", "-voucher_pay_amount"],
    }),
    unit: "amount",
    dimension: groupType,
  };
}

/** True in two of the vendor's three samples, so nothing is wrong where it does not hold. */
export const check = defineCheck({
  id: "R8",
  meaning: "an end customer's charge is list price less reserved instances and vouchers",
  isInformational: true,
  comparisons: [
    netOf("product", ["group_key"]),
    netOf("project", ["group_key"]),
    netOf("tag", ["group_key", "group_value"]),
  ],
});
