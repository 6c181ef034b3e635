import { defineStream } from "../../../domain/stream.ts";
import { PARTNER_SERVICE } from "../services.ts";
import { groupTables } from "../shapes/group-tables.ts";

/** An end customer's own month by project, and the products inside each. */
export const stream = defineStream({
  name: "customer_bill_by_project",
  service: PARTNER_SERVICE,
  action: "DescribeBillSummary",
  role: "customer",
  callsPerSecond: 1,
  slicing: "own-month",
  phase: "summary",
  bill: { family: "customer", part: "summary" },
  requests: ({ month = "" }) => [{ Month: month, GroupType: "project" }],
  tables: groupTables({ groupType: "project", valueIs: "name" }),
});
