import type { Column } from "../../../domain/column.ts";
import type { JsonObject } from "../../../domain/json.ts";
import type { RequestInput } from "../../../domain/stream.ts";
import { charged, decimal } from "./columns.ts";
import { uinNumber } from "./requests.ts";

/** The three amounts that every row of the partner's summaries carries. */
export const SUMMARY_AMOUNTS = {
  original_cost: decimal("OriginalCost"),
  voucher_pay_amount: decimal("VoucherPayAmount"),
  total_cost: charged("TotalCost"),
} satisfies Record<string, Column>;

/** The one request of the partner's summaries by region, pay mode and product. */
export function customerMonthRequest({ uin, month = "" }: RequestInput): readonly JsonObject[] {
  return [{ BillMonth: month, CustomerUin: uinNumber(uin) }];
}
