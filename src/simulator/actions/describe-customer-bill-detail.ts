import { type ActionSpec, PARTNER_SERVICE } from "../action.ts";
import { answerLinePage, commonLineFields, lineAmount } from "../bill-line-page.ts";
import {
  FILTERS,
  IS_CONFIRMED,
  MONTH,
  PAGING,
  UIN,
  requireMonth,
  requireOwnCustomer,
} from "../bill-request.ts";

/** The lines of a customer's month, for its partner. */
export const describeCustomerBillDetail: ActionSpec = {
  ...PARTNER_SERVICE,
  action: "DescribeCustomerBillDetail",
  role: "partner",
  limitPerSecond: 5,
  parameters: {
    CustomerUin: UIN,
    Month: MONTH,
    ...PAGING,
    ...FILTERS,
    IsConfirmed: IS_CONFIRMED,
  },
  answer: (call) => {
    const month = requireMonth(call, "Month");
    const customer = requireOwnCustomer(call, "UnauthorizedOperation.NotCustomerUin");
    return answerLinePage(call, { customer, month }, (line) => ({
      ...commonLineFields(line, customer),
      // Retired by the vendor: always "1".
      DiscountRate: "1",
      TotalAmountAfterDiscount: lineAmount(line, line.discounted),
      VoucherDeduction: lineAmount(line, line.voucher),
      CustomerDiscountRate: customer.discountRate,
    }));
  },
};
