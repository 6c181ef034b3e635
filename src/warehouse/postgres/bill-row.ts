import type { BillKey } from "../../domain/reconciliation.ts";

/** Whose bill a row is about, as PostgreSQL names it. */
export type BillRow = {
  readonly account: string;
  readonly uin: string;
  readonly bill_month: string;
};

export function toBillKey({ account, uin, bill_month: billMonth }: BillRow): BillKey {
  return { account, uin, billMonth };
}

/** The condition that a row's bill is one of `billParameters`, given as $1 to $3. */
export const IS_AMONG_BILLS = `(account, uin, bill_month) in (
  select * from unnest($1::text[], $2::text[], $3::date[]))`;
