import { paddedText } from "./tenant/amount.ts";
import type { Sums } from "./tenant/bill-cells.ts";

/** The three amounts of the partner's summaries: TotalCost = OriginalCost − VoucherPayAmount, and the sum of the lines' TotalCost. */
export function partnerAmounts({ discounted, voucher }: Sums): Readonly<Record<string, string>> {
  return {
    OriginalCost: paddedText(discounted),
    VoucherPayAmount: paddedText(voucher),
    TotalCost: paddedText(discounted - voucher),
  };
}

/** The four amounts of the end customer's summary: TotalCost = OriginalCost − VoucherPayAmount − RICost. */
export function customerAmounts({
  discounted,
  voucher,
  reserved,
}: Sums): Readonly<Record<string, string>> {
  return {
    OriginalCost: paddedText(discounted + reserved),
    VoucherPayAmount: paddedText(voucher),
    RICost: paddedText(reserved),
    TotalCost: paddedText(discounted - voucher),
  };
}
