import { type ActionSpec, PARTNER_SERVICE } from "../action.ts";
import {
  MONTH,
  UIN,
  billOf,
  emptyList,
  requireMonth,
  requireOwnCustomer,
} from "../bill-request.ts";
import { partnerAmounts } from "../summary-amounts.ts";
import { billCells, groupCells } from "../tenant/bill-cells.ts";

/** A customer's month by region, for its partner. */
export const describeBillSummaryByRegion: ActionSpec = {
  ...PARTNER_SERVICE,
  action: "DescribeBillSummaryByRegion",
  role: "partner",
  limitPerSecond: 1,
  parameters: { BillMonth: MONTH, CustomerUin: UIN },
  answer: async (call) => {
    const month = requireMonth(call, "BillMonth");
    const customer = requireOwnCustomer(call);
    const cells = await billCells(billOf(customer, month));
    const rows = groupCells(cells, (cell) => cell.line.region.id).map((group) => ({
      RegionId: group.key,
      RegionName: group.first.line.region.name,
      ...partnerAmounts(group),
    }));
    return { SummaryOverview: rows.length > 0 ? rows : emptyList(customer, month) };
  },
};
