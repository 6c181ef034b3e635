import { defineStream } from "../../../domain/stream.ts";
import { PARTNER_SERVICE } from "../services.ts";
import { billLineTable } from "../shapes/bill-line-table.ts";
import { LINE_PAGES } from "../shapes/paging.ts";

/** Every bill line of an end customer's own month: with tags, without discount and voucher. */
export const stream = defineStream({
  name: "customer_bill_detail",
  service: PARTNER_SERVICE,
  action: "DescribeBillDetail",
  role: "customer",
  callsPerSecond: 1,
  slicing: "own-month",
  phase: "detail",
  bill: { family: "customer", part: "lines" },
  requests: ({ month = "" }) => [{ Month: month }],
  paging: LINE_PAGES,
  tables: [billLineTable("DescribeBillDetail")],
});
