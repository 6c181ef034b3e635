import { defineStream } from "../../../domain/stream.ts";
import { BILLING_SERVICE } from "../services.ts";
import { charged, code, decimal, text } from "../shapes/columns.ts";

/**
 * An account's own month by region. In the billing service `TotalCost` is the list price, `-` where
 * a contract price applies; what is charged is `RealTotalCost`.
 */
export const stream = defineStream({
  name: "payer_bill_by_region",
  service: BILLING_SERVICE,
  action: "DescribeBillSummaryByRegion",
  role: "payer",
  callsPerSecond: 20,
  slicing: "own-month",
  phase: "summary",
  bill: { family: "payer", part: "total" },
  // Both ends must name the same month; the answer covers the whole of it.
  requests: ({ month = "" }) => [{ BeginTime: month, EndTime: month }],
  readyField: "Ready",
  tables: [
    {
      name: "payer_bill_by_region",
      mode: "replace",
      place: { list: "SummaryOverview" },
      uinColumn: "payer_uin",
      constants: {},
      key: ["region_id"],
      columns: {
        region_id: code("RegionId"),
        region_name: text("RegionName"),
        real_total_cost_ratio: decimal("RealTotalCostRatio"),
        real_total_cost: charged("RealTotalCost"),
        cash_pay_amount: decimal("CashPayAmount"),
        incentive_pay_amount: decimal("IncentivePayAmount"),
        voucher_pay_amount: decimal("VoucherPayAmount"),
        transfer_pay_amount: decimal("TransferPayAmount"),
        total_cost: decimal("TotalCost"),
      },
      amount: "real_total_cost",
      dimension: { table: "region", code: "region_id", name: "region_name" },
      echoes: { BillMonth: "month" },
    },
  ],
});
