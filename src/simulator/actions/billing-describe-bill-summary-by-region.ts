import { type ActionSpec, BILLING_SERVICE } from "../action.ts";
import { ApiError } from "../api-error.ts";
import { requireMonth } from "../bill-request.ts";
import { readText, requireText } from "../parameters.ts";
import { type Amount, paddedText, percentText } from "../tenant/amount.ts";
import type { PayerRegion } from "../tenant/tenant.ts";

const CODE = "InvalidParameterValue";

/** A direct account's own month by region, from its billing centre. */
export const billingDescribeBillSummaryByRegion: ActionSpec = {
  ...BILLING_SERVICE,
  action: "DescribeBillSummaryByRegion",
  role: "payer",
  limitPerSecond: 20,
  parameters: {
    BeginTime: { kind: "text", isRequired: true },
    EndTime: { kind: "text", isRequired: true },
    PayerUin: { kind: "text", isRequired: false },
  },
  answer: (call) => {
    const month = requireMonth(call, "BeginTime", CODE);
    if (requireText(call.params, "EndTime") !== month) {
      throw new ApiError(CODE, "BeginTime and EndTime must be of the same month.");
    }
    const uin = readText(call.params, "PayerUin") ?? call.credential.uin;
    const payer = call.tenant.payers.find((candidate) => candidate.uin === uin);
    if (payer === undefined || uin !== call.credential.uin) {
      throw new ApiError(
        "UnauthorizedOperation.UinNoAuth",
        `No permission for the bill of ${uin}.`,
      );
    }
    const rows = payer.bills.get(month) ?? [];
    const total = rows.reduce((sum, row) => sum + chargedOf(row), 0n);
    return { Ready: 1, SummaryOverview: rows.map((row) => regionRow(row, month, total)) };
  },
};

function chargedOf({ cash, incentive, voucher, transfer }: PayerRegion): Amount {
  return cash + incentive + voucher + transfer;
}

function regionRow(row: PayerRegion, month: string, total: Amount): object {
  return {
    RegionId: row.regionId,
    RealTotalCost: paddedText(chargedOf(row)),
    TotalCost: row.listPrice === undefined ? "-" : paddedText(row.listPrice),
    CashPayAmount: paddedText(row.cash),
    IncentivePayAmount: paddedText(row.incentive),
    VoucherPayAmount: paddedText(row.voucher),
    TransferPayAmount: paddedText(row.transfer),
    RealTotalCostRatio: percentText(chargedOf(row), total),
    BillMonth: month,
    RegionName: row.regionName,
  };
}
