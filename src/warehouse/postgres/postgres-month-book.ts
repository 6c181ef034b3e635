import type { QueryResultRow } from "pg";
import type { BillMonth } from "../../domain/bill-month.ts";
import {
  type BillSelection,
  CLOSED_MONTH_RESTATED,
  type FrozenTotal,
  type MonthBook,
  type MonthFacts,
  type MonthState,
  type Transition,
  type WaitingBill,
} from "../../domain/month-state.ts";
import type { BillKey, CheckResult } from "../../domain/reconciliation.ts";
import type { Stream } from "../../domain/stream.ts";
import { whereBill } from "./bill-filter.ts";
import { type BillRow, toBillKey } from "./bill-row.ts";
import { billParameters } from "./bill-state.ts";
import { closeBills } from "./close-bills.ts";
import { inTransaction } from "./in-transaction.ts";
import { type FactsRow, factsStatement, toFacts } from "./month-facts.ts";
import { noteWatched } from "./note-watched.ts";
import type { Database } from "./open-database.ts";
import { readCheckResults } from "./read-check-results.ts";
import { reopenBills } from "./reopen-bills.ts";
import { runStatement } from "./run-statement.ts";

/** Months in PostgreSQL: `billing_ops.month_state`, its events and the totals that were frozen. */
export class PostgresMonthBook implements MonthBook {
  readonly #database: Database;
  readonly #streams: readonly Stream[];

  constructor(database: Database, streams: readonly Stream[]) {
    this.#database = database;
    this.#streams = streams;
  }

  async closed(): Promise<readonly BillKey[]> {
    return await this.#inState("closed");
  }

  async reopened(): Promise<readonly BillKey[]> {
    return await this.#inState("reopened");
  }

  async states(
    selection: BillSelection,
  ): Promise<readonly (BillKey & { readonly state: MonthState })[]> {
    const { text, values } = whereBill("s", selection);
    const rows = await this.#rows<BillRow & { readonly state: MonthState }>(
      `select s.account, s.uin, s.bill_month, coalesce(m.state, 'open') as state
       from billing_ops.slice s left join billing_ops.month_state m on m.account = s.account
         and m.uin = s.uin and m.bill_month = s.bill_month
       where ${text} and s.last_success_at is not null
       group by s.account, s.uin, s.bill_month, m.state
       order by s.account collate "C", s.uin collate "C", s.bill_month`,
      values,
    );
    return rows.map(({ state, ...row }) => ({ ...toBillKey(row), state }));
  }

  async facts(selection: BillSelection, before: BillMonth): Promise<readonly MonthFacts[]> {
    const { text, values = [] } = factsStatement({ ...selection, before });
    const rows = await this.#rows<FactsRow>(text, values);
    return rows.map(toFacts);
  }

  async noteWaiting(waiting: readonly WaitingBill[], { by, now }: Transition): Promise<void> {
    if (waiting.length === 0) {
      return;
    }
    const waitsFor = waiting.map((bill) => JSON.stringify(bill.waitsFor));
    await inTransaction(this.#database, async (client) => {
      await client.query(NOTE_WAITING, [
        ...billParameters(waiting),
        waitsFor,
        new Date(now).toISOString(),
        by,
      ]);
    });
  }

  async close(bills: readonly MonthFacts[], transition: Transition): Promise<readonly BillKey[]> {
    return await closeBills(this.#database, this.#streams, { bills, ...transition });
  }

  async reopen(
    bills: readonly BillKey[],
    transition: Transition & { readonly reason: string },
  ): Promise<readonly BillKey[]> {
    return await reopenBills(this.#database, { bills, ...transition });
  }

  async frozenTotals(selection: BillSelection): Promise<readonly FrozenTotal[]> {
    const totals = this.#streams.filter(({ bill }) => bill?.part === "total");
    const { text, values } = whereBill("m", selection, [
      totals.map(({ name }) => name),
      totals.map(({ tables }) => tables[0]?.name ?? ""),
      CLOSED_MONTH_RESTATED,
    ]);
    const rows = await this.#rows<FrozenRow>(
      `select m.account, m.uin, m.bill_month, t.stream, t.amount, m.closed_at, m.watched_at,
         exists (select from billing_ops.reconciliation r where r.account = m.account
           and r.uin = m.uin and r.bill_month = m.bill_month and r.check_id = $3
           and r.verdict = 'mismatch') as is_restated
       from billing_ops.month_state m
         join billing_ops.month_total t on t.event_id = m.frozen_by
         join unnest($1::text[], $2::text[]) as total (stream, table_name)
           on total.stream = t.stream and total.table_name = t.table_name
       where m.state = 'closed' and t.amount is not null and ${text}
       order by m.account collate "C", m.uin collate "C", m.bill_month, t.stream collate "C"`,
      values,
    );
    return rows.map((row) => ({
      ...toBillKey(row),
      stream: row.stream,
      amount: row.amount,
      closedAt: row.closed_at.getTime(),
      watchedAt: row.watched_at?.getTime(),
      isRestated: row.is_restated,
    }));
  }

  async noteWatched(results: readonly CheckResult[], now: number): Promise<void> {
    await noteWatched(this.#database, results, now);
  }

  async restated(selection: BillSelection): Promise<readonly CheckResult[]> {
    const { text, values } = whereBill("r", selection, [CLOSED_MONTH_RESTATED]);
    const bills = await this.#rows<BillRow>(
      `select distinct r.account, r.uin, r.bill_month from billing_ops.reconciliation r
       where r.check_id = $1 and r.verdict = 'mismatch' and ${text}`,
      values,
    );
    const results = await readCheckResults(this.#database, bills.map(toBillKey));
    return results.filter(
      ({ checkId, verdict }) => checkId === CLOSED_MONTH_RESTATED && verdict === "mismatch",
    );
  }

  async #inState(state: MonthState): Promise<readonly BillKey[]> {
    const rows = await this.#rows<BillRow>(
      `select account, uin, bill_month from billing_ops.month_state where state = $1
       order by account collate "C", uin collate "C", bill_month`,
      [state],
    );
    return rows.map(toBillKey);
  }

  async #rows<R extends QueryResultRow>(
    text: string,
    values: readonly unknown[],
  ): Promise<readonly R[]> {
    return (await runStatement<R>(this.#database, { text, values })).rows;
  }
}

type FrozenRow = BillRow & {
  readonly stream: string;
  readonly amount: string;
  readonly closed_at: Date;
  readonly watched_at: Date | null;
  readonly is_restated: boolean;
};

// A bill that was closed or opened again meanwhile keeps its state; an unchanged one is not written.
const NOTE_WAITING = `
  with noted as (
    insert into billing_ops.month_state as m (account, uin, bill_month, state, since, waits_for)
    select account, uin, bill_month, 'closing', $5::timestamptz,
      array(select jsonb_array_elements_text(waits_for::jsonb))
    from unnest($1::text[], $2::text[], $3::date[], $4::text[])
      as b (account, uin, bill_month, waits_for)
    order by account, uin, bill_month
    on conflict (account, uin, bill_month) do update set waits_for = excluded.waits_for
    where m.state <> 'closed' and m.waits_for <> excluded.waits_for
    returning account, uin, bill_month, waits_for, xmax = 0 as is_new)
  insert into billing_ops.month_event
    (account, uin, bill_month, from_state, to_state, made_by, reason, made_at)
  select account, uin, bill_month, 'open', 'closing', $6, array_to_string(waits_for, '; '),
    $5::timestamptz
  from noted where is_new order by account, uin, bill_month`;
