import { defineCheck } from "../../../domain/check.ts";
import { chargedBy } from "../shapes/check-sides.ts";

const LINES = "partner_bill_detail";

/**
 * The bill lines add up to the month's total, and by region, transaction type and product to the
 * summaries. Lines carry labels only, the summaries codes and labels.
 */
export const check = defineCheck({
  id: "R3",
  meaning: "the lines add up to the total, and by region, transaction type and product",
  comparisons: [
    {
      left: chargedBy(LINES),
      right: chargedBy("partner_bill_total", { isRounded: true }),
      unit: "amount",
      dimension: "",
    },
    {
      left: chargedBy(LINES, { member: ["region"] }),
      right: chargedBy("partner_bill_by_region", { member: ["region_name"] }),
      unit: "amount",
      dimension: "region",
      codes: "region_id",
    },
    {
      left: chargedBy(LINES, { member: ["transaction_type"] }),
      right: chargedBy("partner_bill_by_pay_mode", {
        table: "partner_bill_by_action",
        member: ["action_type_name"],
      }),
      unit: "amount",
      dimension: "transaction_type",
      codes: "action_type",
    },
    {
      left: chargedBy(LINES, { member: ["product_name"] }),
      right: chargedBy("partner_bill_by_product", { member: ["business_code_name"] }),
      unit: "amount",
      dimension: "product",
      codes: "business_code",
    },
  ],
});
