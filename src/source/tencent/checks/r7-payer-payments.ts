import { defineCheck } from "../../../domain/check.ts";
import { sumOf, sumOfTerms } from "../shapes/check-sides.ts";

const STREAM = "payer_bill_by_region";
const BY_REGION = { member: ["region_id"] };

/**
 * Each region's charge is the sum of its four payments, and the shares are the whole. In one of the
 * vendor's samples a region is off by 0.00001158, and shares have two decimals.
 */
export const check = defineCheck({
  id: "R7",
  meaning: "each region's charge is the sum of its payments, and the shares make 100 %",
  comparisons: [
    {
      left: { ...sumOf(STREAM, "real_total_cost", BY_REGION), source: STREAM },
      right: sumOfTerms(STREAM, {
        ...BY_REGION,
        name: "payments",
        columns: [
          "cash_pay_amount",
          "incentive_pay_amount",
          "voucher_pay_amount",
          "transfer_pay_amount",
        ],
      }),
      unit: "amount",
      dimension: "region",
      tolerance: "0.0001",
    },
    {
      left: sumOf(STREAM, "real_total_cost_ratio", { sharesOf: "real_total_cost" }),
      right: { source: "whole", constant: "100" },
      unit: "amount",
      dimension: "ratio",
      tolerance: "0.1",
    },
  ],
});
