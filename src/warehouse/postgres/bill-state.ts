import type { BillKey } from "../../domain/reconciliation.ts";

/**
 * An aggregate over the slices `s` of one bill: equal as long as none of them was changed, came or
 * went. Not by load epochs, which move with every load.
 */
export const BILL_STATE = `md5(coalesce(string_agg(concat_ws('|', s.stream,
    s.status in ('loaded', 'empty'), s.row_count, coalesce(s.amount::text, '-'),
    coalesce(s.promised_rows, -1), extract(epoch from s.last_changed_at)), ',' order by s.stream collate "C"), ''))`;

/** Bills as arrays of their accounts, UINs and months, for `unnest`. */
export function billParameters(
  bills: readonly BillKey[],
): readonly [readonly string[], readonly string[], readonly string[]] {
  return [
    bills.map(({ account }) => account),
    bills.map(({ uin }) => uin),
    bills.map(({ billMonth }) => billMonth),
  ];
}
