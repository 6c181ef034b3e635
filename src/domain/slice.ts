import type { BillMonth } from "./bill-month.ts";
import type { Stream } from "./stream.ts";

/** The smallest unit that is extracted and loaded whole: account × stream × UIN × month. */
export type Slice = {
  readonly account: string;
  readonly stream: Stream;
  /** The UIN whose bill it is; '' for a stream that has one slice an account. */
  readonly uin: string;
  /** Undefined for a stream without months, such as the customer list. */
  readonly month: BillMonth | undefined;
};

/** What bookkeeping stores as `bill_month` of a slice without one. */
export const NO_MONTH_DAY = "0001-01-01";

/** The slice in one line, for people: `main · partner_bill_detail · 200000000001 · 2026-10`. */
export function describeSlice(slice: Slice): string {
  return [slice.account, slice.stream.name, slice.uin, slice.month ?? ""]
    .filter((part) => part !== "")
    .join(" · ");
}

/** A text that is equal for equal slices and differs for different ones. */
export function sliceKey(slice: Slice): string {
  return [slice.account, slice.stream.name, slice.uin, slice.month ?? ""].join("\u0000");
}
