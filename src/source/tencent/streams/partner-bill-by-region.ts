import { defineStream } from "../../../domain/stream.ts";
import { PARTNER_SERVICE } from "../services.ts";
import { code, text } from "../shapes/columns.ts";
import { customerMonthRequest, SUMMARY_AMOUNTS } from "../shapes/customer-summary.ts";

/** A customer's month by region, as its partner is charged. */
export const stream = defineStream({
  name: "partner_bill_by_region",
  service: PARTNER_SERVICE,
  action: "DescribeBillSummaryByRegion",
  role: "partner",
  callsPerSecond: 1,
  slicing: "customer-month",
  phase: "summary",
  bill: { family: "partner", part: "summary" },
  requests: customerMonthRequest,
  tables: [
    {
      name: "partner_bill_by_region",
      mode: "replace",
      place: { list: "SummaryOverview" },
      uinColumn: "customer_uin",
      constants: {},
      key: ["region_id"],
      columns: {
        region_id: code("RegionId"),
        region_name: text("RegionName"),
        ...SUMMARY_AMOUNTS,
      },
      amount: "total_cost",
      dimension: { table: "region", code: "region_id", name: "region_name" },
    },
  ],
});
