import { firstDay } from "../../domain/bill-month.ts";
import { NO_MONTH_DAY, type Slice } from "../../domain/slice.ts";

/** The slice's key as bookkeeping stores it: account, stream, UIN, first day of the month. */
export function sliceParameters(slice: Slice): readonly [string, string, string, string] {
  const month = slice.month === undefined ? NO_MONTH_DAY : firstDay(slice.month);
  return [slice.account, slice.stream.name, slice.uin, month];
}
