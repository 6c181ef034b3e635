import { defineStream } from "../../../domain/stream.ts";
import { PARTNER_SERVICE } from "../services.ts";
import { groupTables } from "../shapes/group-tables.ts";

/** An end customer's own month by product. */
export const stream = defineStream({
  name: "customer_bill_by_product",
  service: PARTNER_SERVICE,
  action: "DescribeBillSummary",
  role: "customer",
  callsPerSecond: 1,
  slicing: "own-month",
  phase: "summary",
  bill: { family: "customer", part: "total" },
  requests: ({ month = "" }) => [{ Month: month, GroupType: "product" }],
  tables: groupTables({ groupType: "product", valueIs: "name" }),
});
