import { defineStream } from "../../../domain/stream.ts";
import { PARTNER_SERVICE } from "../services.ts";
import { code, text } from "../shapes/columns.ts";
import { customerMonthRequest, SUMMARY_AMOUNTS } from "../shapes/customer-summary.ts";

/**
 * A customer's month by pay mode, and inside each by transaction type. Both levels carry all three
 * amounts, so they are two tables: adding up one of both would count everything twice.
 */
export const stream = defineStream({
  name: "partner_bill_by_pay_mode",
  service: PARTNER_SERVICE,
  action: "DescribeBillSummaryByPayMode",
  role: "partner",
  callsPerSecond: 1,
  slicing: "customer-month",
  phase: "summary",
  bill: { family: "partner", part: "summary" },
  requests: customerMonthRequest,
  tables: [
    {
      name: "partner_bill_by_pay_mode",
      mode: "replace",
      place: { list: "SummaryOverview" },
      uinColumn: "customer_uin",
      constants: {},
      key: ["pay_mode"],
      columns: {
        pay_mode: code("PayMode"),
        pay_mode_name: text("PayModeName"),
        ...SUMMARY_AMOUNTS,
      },
      amount: "total_cost",
      ignored: { Detail: "rows of their own in partner_bill_by_action" },
    },
    {
      name: "partner_bill_by_action",
      mode: "replace",
      place: { list: "SummaryOverview", within: "Detail" },
      uinColumn: "customer_uin",
      constants: {},
      key: ["pay_mode", "action_type"],
      outerColumns: { pay_mode: code("PayMode") },
      columns: {
        action_type: code("ActionType"),
        action_type_name: text("ActionTypeName"),
        ...SUMMARY_AMOUNTS,
      },
      amount: "total_cost",
      dimension: { table: "transaction_type", code: "action_type", name: "action_type_name" },
    },
  ],
});
