import type { ActionSpec } from "../action.ts";
import { partnerSummary } from "../partner-summary.ts";
import { partnerAmounts } from "../summary-amounts.ts";
import { type CellGroup, groupCells } from "../tenant/bill-cells.ts";
import { PAY_MODE_NAMES } from "../tenant/catalog.ts";

/** A customer's month by pay mode, and within it by transaction type, for its partner. */
export const describeBillSummaryByPayMode: ActionSpec = partnerSummary({
  action: "DescribeBillSummaryByPayMode",
  keyOf: ({ line }) => line.action.payMode,
  fieldsOf: (group) => ({
    PayMode: group.key,
    PayModeName: PAY_MODE_NAMES[group.first.line.action.payMode],
    Detail: actionRows(group),
  }),
});

function actionRows({ cells }: CellGroup): readonly object[] {
  return groupCells(cells, (cell) => cell.line.action.code).map((group) => ({
    ActionType: group.key,
    ActionTypeName: group.first.line.action.name,
    ...partnerAmounts(group),
  }));
}
