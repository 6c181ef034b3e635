import type { ActionCall } from "./action.ts";
import { ApiError } from "./api-error.ts";
import { type ParameterSpec, readText, requireText } from "./parameters.ts";
import type { Cell } from "./tenant/bill-cells.ts";
import { type BillLines, givenLines } from "./tenant/bill-lines.ts";
import type { Customer } from "./tenant/tenant.ts";
import { billMonthAt } from "./tenant/wall-clock.ts";

/** A required whole number of no particular size, such as a UIN. */
export const UIN: ParameterSpec = { kind: "integer", isRequired: true, min: 1 };

/** A bill month; its value is judged by requireMonth, with an error code of its own. */
export const MONTH: ParameterSpec = { kind: "text", isRequired: true };

/** Page numbers of the bill line actions. */
export const PAGING: Readonly<Record<"PageSize" | "Page", ParameterSpec>> = {
  PageSize: { kind: "integer", isRequired: true, min: 1, max: 200 },
  Page: { kind: "integer", isRequired: true, min: 1 },
};

const FIRST_MONTH = "2020-01";
const NO_LINES = givenLines([]);

/**
 * The month in a parameter. Throws ApiError with `code` where it is malformed, before 2020-01 or after the running UTC+8
 * month: the vendor documents the error, not its bounds.
 */
export function requireMonth(
  { params, now }: ActionCall,
  name: string,
  code = "InvalidParameterValue.InvalidMonth",
): string {
  const month = requireText(params, name);
  if (!/^\d{4}-(0[1-9]|1[0-2])$/.test(month) || month < FIRST_MONTH || month > billMonthAt(now)) {
    throw new ApiError(code, `The month \`${month}\` in \`${name}\` is incorrect.`);
  }
  return month;
}

/** The partner's customer that a call names. Throws ApiError with `code` for anyone who is not bound to the caller. */
export function requireOwnCustomer(
  { tenant, credential, params }: ActionCall,
  code = "UnauthorizedOperation.UinNoAuth",
): Customer {
  const uin = requireText(params, "CustomerUin");
  const customer = tenant.customers.find((candidate) => candidate.uin === uin);
  if (customer === undefined || !customer.isBound || customer.partnerUin !== credential.uin) {
    throw new ApiError(code, `The account ${uin} is not one of your customers.`);
  }
  return customer;
}

/** The end customer who calls. Throws ApiError where the tenant has no bills of that account. */
export function requireCaller({ tenant, credential }: ActionCall): Customer {
  const customer = tenant.customers.find((candidate) => candidate.uin === credential.uin);
  if (customer === undefined) {
    throw new ApiError("UnauthorizedOperation.UinNoAuth", "The account has no bill of its own.");
  }
  return customer;
}

/** A customer's bill of a month; one without lines where there is none. */
export function billOf(customer: Customer, month: string): BillLines {
  return customer.bills.get(month) ?? NO_LINES;
}

const ACTION_TYPES =
  "prepay_purchase prepay_renew prepay_modify prepay_return " +
  "postpay_deduct postpay_deduct_h postpay_deduct_d postpay_deduct_m postpay_deduct_s " +
  "offline_deduct online_deduct recon_deduct recon_increase recon_guarantee " +
  "ripay_purchase ri_hour_pay svp_hour_pay pre_to_post " +
  "prePurchase preRenew preUpgrade preDowngrade pre_purchase pre_renew pre_upgrade pre_downgrade";

/** The filters that bill lines and bill totals share; the codes are the vendor's, with the one its samples add. */
export const FILTERS: Readonly<Record<"PayMode" | "ActionType", ParameterSpec>> = {
  PayMode: { kind: "text", isRequired: false, values: ["prePay", "postPay"] },
  ActionType: {
    kind: "text",
    isRequired: false,
    values: ACTION_TYPES.split(" "),
  },
};

/** `0` all, `1` paid, `2` unpaid: for partners only. */
export const IS_CONFIRMED: ParameterSpec = {
  kind: "text",
  isRequired: false,
  values: ["0", "1", "2"],
};

/** Whether a bill line passes the call's filters; undefined where the call has none. */
export function readFilter({ params }: ActionCall): ((line: Cell["line"]) => boolean) | undefined {
  const payMode = readText(params, "PayMode");
  const actionType = readText(params, "ActionType");
  const confirmed = readText(params, "IsConfirmed") ?? "0";
  if (payMode === undefined && actionType === undefined && confirmed === "0") {
    return undefined;
  }
  return ({ action, isPaid }) =>
    (payMode === undefined || action.payMode === payMode) &&
    (actionType === undefined || action.code === actionType) &&
    (confirmed === "0" || isPaid === (confirmed === "1"));
}

/** How an empty list is answered. The vendor's marks allow all three ways: which one, a bill keeps for itself. */
export function emptyList(customer: Customer, month: string): [] | null | undefined {
  const ways = [[], null, undefined] satisfies ([] | null | undefined)[];
  return ways[(Number(customer.uin.slice(-2)) + Number(month.slice(-2))) % ways.length];
}
