import { type ActionSpec, PARTNER_SERVICE } from "../action.ts";
import { bareNumber } from "../bare-number.ts";
import {
  FILTERS,
  IS_CONFIRMED,
  MONTH,
  UIN,
  billOf,
  readFilter,
  requireMonth,
  requireOwnCustomer,
} from "../bill-request.ts";
import { paddedText } from "../tenant/amount.ts";
import { billCells, sumCells } from "../tenant/bill-cells.ts";

/** The total of a customer's month, for its partner: money as a bare JSON number. */
export const describeCustomerBillSummary: ActionSpec = {
  ...PARTNER_SERVICE,
  action: "DescribeCustomerBillSummary",
  role: "partner",
  limitPerSecond: 1,
  parameters: { CustomerUin: UIN, Month: MONTH, ...FILTERS, IsConfirmed: IS_CONFIRMED },
  answer: async (call) => {
    const month = requireMonth(call, "Month");
    const cells = await billCells(billOf(requireOwnCustomer(call), month));
    const filter = readFilter(call);
    const { discounted, voucher } = sumCells(
      filter === undefined ? cells : cells.filter((cell) => filter(cell.line)),
    );
    return { TotalCost: bareNumber(paddedText(discounted - voucher)) };
  },
};
