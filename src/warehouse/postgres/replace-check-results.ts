import type { CheckedBill, CheckResult } from "../../domain/reconciliation.ts";
import { billParameters } from "./bill-state.ts";
import { inTransaction } from "./in-transaction.ts";
import type { Database } from "./open-database.ts";

/**
 * Makes the stored results of these checks for these bills the given ones, in one transaction.
 * Repeatable. Throws what `inTransaction` does.
 */
export async function replaceCheckResults(
  database: Database,
  checked: readonly CheckedBill[],
  { checkIds, now }: { readonly checkIds: readonly string[]; readonly now: number },
): Promise<void> {
  const checkedAt = new Date(now).toISOString();
  const bills = billParameters(checked.map(({ bill }) => bill));
  const rows = checked.flatMap(({ results }) => results.map((one) => toRow(one, checkedAt)));
  const sealed = checked.filter(({ seal }) => seal !== undefined);
  await inTransaction(database, async (client) => {
    // Two runs that replace the same bills in different orders would wait for each other, or the
    // second would not see what the first has put there. Not by a lock on the table, which would
    // send autovacuum away every time.
    await client.query("select pg_advisory_xact_lock(hashtext('billing_ops.reconciliation'))");
    await client.query(
      `delete from billing_ops.reconciliation
       where (account, uin, bill_month) in (select * from unnest($1::text[], $2::text[], $3::date[]))
         and check_id = any($4)`,
      [...bills, checkIds],
    );
    await client.query(
      `insert into billing_ops.reconciliation
       select * from json_populate_recordset(null::billing_ops.reconciliation, $1::json)`,
      [JSON.stringify(rows)],
    );
    await client.query(
      `insert into billing_ops.checked_bill (account, uin, bill_month, seal, checked_at)
       select *, $5::timestamptz from unnest($1::text[], $2::text[], $3::date[], $4::text[])
       on conflict (account, uin, bill_month)
       do update set seal = excluded.seal, checked_at = excluded.checked_at`,
      [
        ...billParameters(sealed.map(({ bill }) => bill)),
        sealed.map(({ seal }) => seal),
        checkedAt,
      ],
    );
  });
}

function toRow(result: CheckResult, checkedAt: string) {
  return {
    account: result.account,
    uin: result.uin,
    bill_month: result.billMonth,
    check_id: result.checkId,
    left_source: result.leftSource,
    right_source: result.rightSource,
    dimension: result.dimension,
    member: result.member,
    unit: result.unit,
    left_amount: result.leftAmount,
    right_amount: result.rightAmount,
    difference: result.difference,
    verdict: result.verdict,
    checked_at: checkedAt,
  };
}
