import { defineStream } from "../../../domain/stream.ts";
import { PARTNER_SERVICE } from "../services.ts";
import { charged } from "../shapes/columns.ts";
import { uinNumber } from "../shapes/requests.ts";

/** A customer's month in one figure, which this action alone sends as a bare JSON number. */
export const stream = defineStream({
  name: "partner_bill_total",
  service: PARTNER_SERVICE,
  action: "DescribeCustomerBillSummary",
  role: "partner",
  callsPerSecond: 1,
  slicing: "customer-month",
  phase: "summary",
  bill: { family: "partner", part: "total" },
  requests: ({ uin, month = "" }) => [{ CustomerUin: uinNumber(uin), Month: month }],
  tables: [
    {
      name: "partner_bill_total",
      mode: "replace",
      place: {},
      uinColumn: "customer_uin",
      constants: {},
      key: [],
      columns: { total_cost: charged("TotalCost") },
      amount: "total_cost",
    },
  ],
});
