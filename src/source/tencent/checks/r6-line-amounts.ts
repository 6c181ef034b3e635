import { defineCheck } from "../../../domain/check.ts";

/** The vendor's own description of a line's TotalCost. */
export const check = defineCheck({
  id: "R6",
  meaning: "each line's charge is its amount after discount less its voucher",
  comparisons: [
    {
      left: {
        source: "partner_bill_detail.rows_off",
        stream: "partner_bill_detail",
        measure: {
          kind: "rows-off",
          columns: ["total_cost", "-total_amount_after_discount", "voucher_deduction"],
        },
      },
      right: { source: "none", constant: "0" },
      unit: "count",
      dimension: "line",
    },
  ],
});
