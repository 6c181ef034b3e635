import { defineStream } from "../../../domain/stream.ts";
import { PARTNER_SERVICE } from "../services.ts";
import { groupTables } from "../shapes/group-tables.ts";

/** An end customer's own month by tag value, one request a tag key. */
export const stream = defineStream({
  name: "customer_bill_by_tag",
  service: PARTNER_SERVICE,
  action: "DescribeBillSummary",
  role: "customer",
  callsPerSecond: 1,
  slicing: "own-month",
  phase: "summary",
  bill: { family: "customer", part: "summary" },
  requests: ({ month = "", tagKeys }) =>
    tagKeys.map((tagKey) => ({ Month: month, GroupType: "tag", TagKey: [tagKey] })),
  withoutRequests: "no tag keys are configured for the account (BILLING_TAG_KEYS)",
  tables: groupTables({ groupType: "tag", valueIs: "key" }),
});
