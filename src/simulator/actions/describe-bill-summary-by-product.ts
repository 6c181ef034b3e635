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

/** A customer's month by product, for its partner. */
export const describeBillSummaryByProduct: ActionSpec = {
  ...PARTNER_SERVICE,
  action: "DescribeBillSummaryByProduct",
  role: "partner",
  limitPerSecond: 1,
  parameters: { BillMonth: MONTH, CustomerUin: UIN },
  answer: async (call) => {
    const month = requireMonth(call, "BillMonth");
    const customer = requireOwnCustomer(call);
    const cells = await billCells(billOf(customer, month));
    const rows = groupCells(cells, (cell) => cell.line.product.code).map((group) => ({
      BusinessCode: group.key,
      BusinessCodeName: group.first.line.product.name,
      ...partnerAmounts(group),
    }));
    return { SummaryOverview: rows.length > 0 ? rows : emptyList(customer, month) };
  },
};
