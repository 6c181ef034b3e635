import type { CheckResult } from "../domain/reconciliation.ts";
import { monthText } from "./render-time.ts";
import { visibleText } from "./visible-text.ts";

/**
 * A mismatch in one line: check, customer, month, where in the bill, both figures with what they are
 * of, and how far they are apart: `R3 200000000001 2026-10 Other: detail 5.01 ≠ region 5.00 by 0.01`.
 * The account is named where `withAccount`. Pure.
 */
export function mismatchLine(result: CheckResult, withAccount: boolean): string {
  const { account, uin, billMonth, checkId, leftSource, rightSource } = result;
  const place = placeText(result);
  return [
    checkId,
    ...(withAccount ? [account] : []),
    uin,
    monthText(billMonth),
    ...(place === "" ? [] : [`${place}:`]),
    sourceText(leftSource),
    result.leftAmount ?? "–",
    "≠",
    ...fixedOr(rightSource),
    result.rightAmount ?? "–",
    "by",
    withoutZeros(result.difference ?? "–"),
  ].join(" ");
}

/** `partner_bill_by_pay_mode.original_cost` is `pay mode original cost` to people. Pure. */
export function sourceText(source: string): string {
  return source.replace(/^[a-z]+_bill_(by_)?/, "").replaceAll(/[._]/g, " ");
}

/** Where in the bill: `transaction type Refund`, or a name alone where a side says of what; '' for the whole of it. Pure. */
export function placeText({ dimension, member, leftSource, rightSource }: CheckResult): string {
  if (member === "") {
    return "";
  }
  const isNamed = [leftSource, rightSource].some((source) => source.endsWith(dimension));
  return [...(isNamed ? [] : [dimension.replaceAll("_", " ")]), visibleText(member)].join(" ");
}

/** A figure that is no sum of a table speaks for itself. */
function fixedOr(source: string): readonly string[] {
  return source.includes("_") ? [sourceText(source)] : [];
}

function withoutZeros(decimal: string): string {
  return decimal.includes(".") ? decimal.replace(/\.?0+$/, "") : decimal;
}
