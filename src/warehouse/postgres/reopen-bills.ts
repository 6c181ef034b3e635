import type { ClientBase } from "pg";
import { CLOSED_MONTH_RESTATED, type Transition } from "../../domain/month-state.ts";
import type { BillKey } from "../../domain/reconciliation.ts";
import { type BillRow, IS_AMONG_BILLS, toBillKey } from "./bill-row.ts";
import { billParameters } from "./bill-state.ts";
import { inTransaction } from "./in-transaction.ts";
import type { Database } from "./open-database.ts";

/**
 * Opens closed bills again in one transaction. Their slices have to be found the same in two further
 * extractions before they can close anew; a restatement that was found of them is settled. Returns
 * the bills that were closed.
 *
 * Where the answer to an earlier COMMIT was lost, finds what that one opened.
 */
export async function reopenBills(
  database: Database,
  {
    bills,
    by,
    reason,
    now,
  }: Transition & { readonly bills: readonly BillKey[]; readonly reason: string },
): Promise<readonly BillKey[]> {
  const at = new Date(now).toISOString();
  return await inTransaction(database, async (client, attempt) => {
    const done = attempt > 1 ? await openedAlready(client, bills, [by, reason, at]) : [];
    // In the order in which runs lock slices, before anything else.
    await client.query(
      `select from billing_ops.slice where ${IS_AMONG_BILLS}
       order by account, stream, uin, bill_month for update`,
      [...billParameters(bills)],
    );
    const { rows } = await client.query<BillRow>(REOPEN, [
      ...billParameters(bills),
      at,
      by,
      reason,
    ]);
    const opened = rows.map(toBillKey);
    await client.query(
      `update billing_ops.slice set steady_since = null
       where ${IS_AMONG_BILLS}`,
      [...billParameters(opened)],
    );
    await client.query(
      `delete from billing_ops.reconciliation
       where ${IS_AMONG_BILLS} and check_id = $4`,
      [...billParameters(opened), CLOSED_MONTH_RESTATED],
    );
    return [...done, ...opened];
  });
}

async function openedAlready(
  client: ClientBase,
  bills: readonly BillKey[],
  transition: readonly [by: string, reason: string, at: string],
): Promise<readonly BillKey[]> {
  const { rows } = await client.query<BillRow>(
    `select account, uin, bill_month from billing_ops.month_event
     where ${IS_AMONG_BILLS}
       and to_state = 'reopened' and made_by = $4 and reason = $5 and made_at = $6`,
    [...billParameters(bills), ...transition],
  );
  return rows.map(toBillKey);
}

const REOPEN = `
  with opened as (
    update billing_ops.month_state set state = 'reopened', since = $4::timestamptz, watched_at = null
    where ${IS_AMONG_BILLS} and state = 'closed'
    returning account, uin, bill_month)
  insert into billing_ops.month_event
    (account, uin, bill_month, from_state, to_state, made_by, reason, made_at)
  select account, uin, bill_month, 'closed', 'reopened', $5, $6, $4::timestamptz from opened
  order by account, uin, bill_month
  returning account, uin, bill_month`;
