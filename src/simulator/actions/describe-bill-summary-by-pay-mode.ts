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
import { type CellGroup, billCells, groupCells } from "../tenant/bill-cells.ts";
import { PAY_MODE_NAMES } from "../tenant/catalog.ts";

/** A customer's month by pay mode, and within it by transaction type, for its partner. */
export const describeBillSummaryByPayMode: ActionSpec = {
  ...PARTNER_SERVICE,
  action: "DescribeBillSummaryByPayMode",
  role: "partner",
  limitPerSecond: 1,
  parameters: { BillMonth: MONTH, CustomerUin: UIN },
  answer: async (call) => {
    const month = requireMonth(call, "BillMonth");
    const customer = requireOwnCustomer(call);
    const cells = await billCells(billOf(customer, month));
    const rows = groupCells(cells, (cell) => cell.line.action.payMode).map((group) => ({
      PayMode: group.key,
      PayModeName: PAY_MODE_NAMES[group.first.line.action.payMode],
      Detail: actionRows(group),
      ...partnerAmounts(group),
    }));
    return { SummaryOverview: rows.length > 0 ? rows : emptyList(customer, month) };
  },
};

function actionRows({ cells }: CellGroup): readonly object[] {
  return groupCells(cells, (cell) => cell.line.action.code).map((group) => ({
    ActionType: group.key,
    ActionTypeName: group.first.line.action.name,
    ...partnerAmounts(group),
  }));
}
