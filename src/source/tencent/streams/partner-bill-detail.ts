import { defineStream } from "../../../domain/stream.ts";
import { PARTNER_SERVICE } from "../services.ts";
import { billLineTable } from "../shapes/bill-line-table.ts";
import { LINE_PAGES } from "../shapes/paging.ts";
import { uinNumber } from "../shapes/requests.ts";

/** Every bill line of a customer's month, as its partner sees it: with discount and voucher, without tags. */
export const stream = defineStream({
  name: "partner_bill_detail",
  service: PARTNER_SERVICE,
  action: "DescribeCustomerBillDetail",
  role: "partner",
  callsPerSecond: 5,
  slicing: "customer-month",
  phase: "detail",
  bill: { family: "partner", part: "lines" },
  requests: ({ uin, month = "" }) => [{ CustomerUin: uinNumber(uin), Month: month }],
  paging: LINE_PAGES,
  tables: [billLineTable("DescribeCustomerBillDetail")],
});
