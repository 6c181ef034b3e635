import type { BillKey, CheckableBill } from "../../domain/reconciliation.ts";
import { NO_MONTH_DAY } from "../../domain/slice.ts";
import { BILL_STATE, billParameters } from "./bill-state.ts";
import type { Database } from "./open-database.ts";
import { runStatement } from "./run-statement.ts";

type BillRow = {
  readonly account: string;
  readonly uin: string;
  readonly bill_month: string;
  readonly rows: string;
  readonly state: string;
  readonly seal: string | null;
  readonly checked_at: Date | null;
};

/**
 * The bills of which a slice of `streams` was ever loaded, by account, UIN and month: from
 * bookkeeping alone. A bill of which nothing counts as loaded any more is one of them, so that
 * earlier results do not stand for it. Throws what `runStatement` does.
 */
export async function readCheckableBills(
  database: Database,
  streams: readonly string[],
  among: readonly BillKey[] | undefined,
): Promise<readonly CheckableBill[]> {
  const isAmong =
    among === undefined
      ? ""
      : `and (s.account, s.uin, s.bill_month) in (select * from unnest($3::text[], $4::text[], $5::date[]))`;
  const { rows } = await runStatement<BillRow>(database, {
    text: `select s.account, s.uin, s.bill_month, c.seal, c.checked_at, ${BILL_STATE} as state,
        coalesce(sum(s.row_count) filter (where s.status in ('loaded', 'empty')), 0) as rows
      from billing_ops.slice s
      left join billing_ops.checked_bill c on c.account = s.account and c.uin = s.uin
        and c.bill_month = s.bill_month
      where s.stream = any($1) and s.bill_month <> $2 ${isAmong}
      group by s.account, s.uin, s.bill_month, c.seal, c.checked_at
      having bool_or(s.last_success_at is not null)
      order by s.account collate "C", s.uin collate "C", s.bill_month`,
    values: [streams, NO_MONTH_DAY, ...(among === undefined ? [] : billParameters(among))],
  });
  return rows.map((row) => ({
    account: row.account,
    uin: row.uin,
    billMonth: row.bill_month,
    rows: Number(row.rows),
    state: row.state,
    checked:
      row.checked_at === null || row.seal === null
        ? undefined
        : { seal: row.seal, at: row.checked_at.getTime() },
  }));
}
