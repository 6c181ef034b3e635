import { type BillMonth, firstDay } from "../domain/bill-month.ts";
import type { CheckResult, LoadedAmount, Verdict } from "../domain/reconciliation.ts";
import { isZero, subtractDecimals } from "./decimal-sum.ts";

/** A check of whole bills: two streams whose charged amounts must agree for every customer-month. */
export type TotalCheck = {
  readonly checkId: string;
  readonly left: string;
  readonly right: string;
};

/**
 * The first checks. R1: regions, pay modes and products each add up to the month's total. R3: so do
 * the detail lines.
 */
export const TOTAL_CHECKS: readonly TotalCheck[] = [
  { checkId: "R1", left: "partner_bill_by_region", right: "partner_bill_total" },
  { checkId: "R1", left: "partner_bill_by_pay_mode", right: "partner_bill_total" },
  { checkId: "R1", left: "partner_bill_by_product", right: "partner_bill_total" },
  { checkId: "R3", left: "partner_bill_detail", right: "partner_bill_total" },
];

export type CheckTotalsInput = {
  readonly amounts: readonly LoadedAmount[];
  /** The running month: there summaries lag a day behind details, so nothing is compared. */
  readonly runningMonth: BillMonth;
  readonly checks?: readonly TotalCheck[];
};

/**
 * One result for each check and customer-month of which at least one side is loaded. Pure, exact,
 * tolerance 0.
 */
export function checkTotals({
  amounts,
  runningMonth,
  checks = TOTAL_CHECKS,
}: CheckTotalsInput): readonly CheckResult[] {
  const bills = billsIn(amounts, new Set(checks.flatMap(({ left, right }) => [left, right])));
  const runningDay = firstDay(runningMonth);
  return bills.flatMap((bill) =>
    checks
      .filter(({ left, right }) => bill.amounts.has(left) || bill.amounts.has(right))
      .map((check) => compare(bill, check, bill.billMonth === runningDay)),
  );
}

type Bill = {
  readonly account: string;
  readonly uin: string;
  readonly billMonth: string;
  readonly amounts: ReadonlyMap<string, string>;
};

function billsIn(amounts: readonly LoadedAmount[], streams: ReadonlySet<string>): readonly Bill[] {
  const relevant = amounts.filter(({ stream }) => streams.has(stream));
  const groups = Map.groupBy(relevant, ({ account, uin, billMonth }) =>
    [account, uin, billMonth].join("\u0000"),
  );
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    return first === undefined
      ? []
      : [{ ...first, amounts: new Map(group.map(({ stream, amount }) => [stream, amount])) }];
  });
}

function compare(bill: Bill, check: TotalCheck, isRunning: boolean): CheckResult {
  const left = bill.amounts.get(check.left);
  const right = bill.amounts.get(check.right);
  const difference =
    left === undefined || right === undefined ? null : subtractDecimals(left, right);
  return {
    account: bill.account,
    uin: bill.uin,
    billMonth: bill.billMonth,
    checkId: check.checkId,
    leftSource: check.left,
    rightSource: check.right,
    dimension: "",
    member: "",
    unit: "amount",
    leftAmount: left ?? null,
    rightAmount: right ?? null,
    difference,
    verdict: verdictOf(difference, isRunning),
  };
}

function verdictOf(difference: string | null, isRunning: boolean): Verdict {
  if (difference === null || isRunning) {
    return "not_comparable";
  }
  return isZero(difference) ? "match" : "mismatch";
}
