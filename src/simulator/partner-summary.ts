import { type ActionSpec, type AnswerFields, PARTNER_SERVICE } from "./action.ts";
import { MONTH, UIN, billOf, emptyList, requireMonth, requireOwnCustomer } from "./bill-request.ts";
import { partnerAmounts } from "./summary-amounts.ts";
import { type Cell, type CellGroup, billCells, groupCells } from "./tenant/bill-cells.ts";

export type PartnerSummary = {
  readonly action: string;
  /** What the month is summed by. */
  readonly keyOf: (cell: Cell) => string;
  /** A row's fields in front of its amounts. */
  readonly fieldsOf: (group: CellGroup) => AnswerFields;
};

/** An action that answers a customer's month in sums, for its partner. */
export function partnerSummary({ action, keyOf, fieldsOf }: PartnerSummary): ActionSpec {
  return {
    ...PARTNER_SERVICE,
    action,
    role: "partner",
    limitPerSecond: 1,
    parameters: { BillMonth: MONTH, CustomerUin: UIN },
    answer: async (call) => {
      const month = requireMonth(call, "BillMonth");
      const customer = requireOwnCustomer(call);
      const cells = await billCells(billOf(customer, month));
      const rows = groupCells(cells, keyOf).map((group) => ({
        ...fieldsOf(group),
        ...partnerAmounts(group),
      }));
      return { SummaryOverview: rows.length > 0 ? rows : emptyList(customer, month) };
    },
  };
}
