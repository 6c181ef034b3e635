import { type BillMonth, firstDay } from "../../domain/bill-month.ts";
import type { BillSelection } from "../../domain/month-state.ts";
import type { BillKey } from "../../domain/reconciliation.ts";
import { billParameters } from "./bill-state.ts";

/** Which bills are meant: a selection, or exactly those of a list; and only of months before one. */
export type BillFilter = BillSelection & {
  readonly among?: readonly BillKey[];
  readonly before?: BillMonth;
};

/**
 * The condition on the account, UIN and month of `alias` that `filter` stands for, and the values of
 * the statement: those that it has already, then the filter's own.
 */
export function whereBill(
  alias: string,
  { accounts, uins, months, among, before }: BillFilter,
  own: readonly unknown[] = [],
): { readonly text: string; readonly values: readonly unknown[] } {
  const values = [...own];
  const next = (value: unknown): string => `$${values.push(value)}`;
  const conditions: string[] = [];
  if (accounts !== undefined) {
    conditions.push(`${alias}.account = any(${next(accounts)}::text[])`);
  }
  if (uins !== undefined) {
    conditions.push(`${alias}.uin = any(${next(uins)}::text[])`);
  }
  if (months !== undefined) {
    conditions.push(`${alias}.bill_month = any(${next(months.map(firstDay))}::date[])`);
  }
  if (before !== undefined) {
    conditions.push(`${alias}.bill_month < ${next(firstDay(before))}::date`);
  }
  if (among !== undefined) {
    const [account, uin, month] = billParameters(among).map(next);
    conditions.push(`(${alias}.account, ${alias}.uin, ${alias}.bill_month) in (
      select * from unnest(${account}::text[], ${uin}::text[], ${month}::date[]))`);
  }
  return { text: conditions.length === 0 ? "true" : conditions.join(" and "), values };
}
