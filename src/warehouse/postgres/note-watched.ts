import { CLOSED_MONTH_RESTATED } from "../../domain/month-state.ts";
import type { CheckResult } from "../../domain/reconciliation.ts";
import { IS_AMONG_BILLS } from "./bill-row.ts";
import { billParameters } from "./bill-state.ts";
import { inTransaction } from "./in-transaction.ts";
import type { Database } from "./open-database.ts";

/**
 * Stores what comparing closed bills with their frozen totals found, in one transaction; repeatable.
 * A bill that is no longer closed is left out, and a restatement stands until it is known to be none.
 */
export async function noteWatched(
  database: Database,
  results: readonly CheckResult[],
  now: number,
): Promise<void> {
  const values = [
    ...billParameters(results),
    results.map(({ rightSource }) => rightSource),
    results.map(({ leftAmount }) => leftAmount),
    results.map(({ rightAmount }) => rightAmount),
    results.map(({ difference }) => difference),
    results.map(({ verdict }) => verdict),
  ];
  const at = new Date(now).toISOString();
  await inTransaction(database, async (client) => {
    // The rows are held until the end: an opening that comes now waits, and then settles what this says.
    await client.query(
      `update billing_ops.month_state set watched_at = $4
       where ${IS_AMONG_BILLS} and state = 'closed'`,
      [...billParameters(results), at],
    );
    await client.query(NOTE, [...values, CLOSED_MONTH_RESTATED, at]);
  });
}

const NOTE = `
  insert into billing_ops.reconciliation as r (account, uin, bill_month, check_id, left_source,
    right_source, dimension, member, unit, left_amount, right_amount, difference, verdict, checked_at)
  select w.account, w.uin, w.bill_month, $9, 'billing_ops.month_total', w.right_source, '', '',
    'amount', w.left_amount, w.right_amount, w.difference, w.verdict, $10
  from unnest($1::text[], $2::text[], $3::date[], $4::text[], $5::numeric[], $6::numeric[],
      $7::numeric[], $8::text[])
    as w (account, uin, bill_month, right_source, left_amount, right_amount, difference, verdict)
    join billing_ops.month_state m on m.account = w.account and m.uin = w.uin
      and m.bill_month = w.bill_month and m.state = 'closed'
  on conflict (account, uin, bill_month, check_id, left_source, right_source, dimension, member, unit)
  do update set left_amount = excluded.left_amount, right_amount = excluded.right_amount,
    difference = excluded.difference, verdict = excluded.verdict, checked_at = excluded.checked_at
  where not (r.verdict = 'mismatch' and excluded.verdict = 'not_comparable')`;
