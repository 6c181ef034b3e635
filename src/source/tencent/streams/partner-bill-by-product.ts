import { defineStream } from "../../../domain/stream.ts";
import { PARTNER_SERVICE } from "../services.ts";
import { code, text } from "../shapes/columns.ts";
import { customerMonthRequest, SUMMARY_AMOUNTS } from "../shapes/customer-summary.ts";

/** A customer's month by product, as its partner is charged. */
export const stream = defineStream({
  name: "partner_bill_by_product",
  service: PARTNER_SERVICE,
  action: "DescribeBillSummaryByProduct",
  role: "partner",
  callsPerSecond: 1,
  slicing: "customer-month",
  phase: "summary",
  bill: { family: "partner", part: "summary" },
  requests: customerMonthRequest,
  tables: [
    {
      name: "partner_bill_by_product",
      mode: "replace",
      place: { list: "SummaryOverview" },
      uinColumn: "customer_uin",
      constants: {},
      key: ["business_code"],
      columns: {
        business_code: code("BusinessCode"),
        business_code_name: text("BusinessCodeName"),
        ...SUMMARY_AMOUNTS,
      },
      amount: "total_cost",
      dimension: { table: "product", code: "business_code", name: "business_code_name" },
    },
  ],
});
