import { type ClientBase, escapeIdentifier, escapeLiteral } from "pg";
import type { MonthFacts, Transition } from "../../domain/month-state.ts";
import type { BillKey } from "../../domain/reconciliation.ts";
import type { Stream } from "../../domain/stream.ts";
import type { Table } from "../../domain/table.ts";
import { type BillRow, IS_AMONG_BILLS, toBillKey } from "./bill-row.ts";
import { billParameters } from "./bill-state.ts";
import { inTransaction } from "./in-transaction.ts";
import { readFacts } from "./month-facts.ts";
import type { Database } from "./open-database.ts";

/**
 * Closes bills in one transaction and freezes what their rows come to. Nobody loads them meanwhile:
 * their slices are locked, and a slice that somebody has, or anything else that is no longer as the
 * facts say, leaves its bill as it is. Returns the bills that are closed.
 *
 * Where the answer to an earlier COMMIT was lost, finds what that one closed.
 */
export async function closeBills(
  database: Database,
  streams: readonly Stream[],
  { bills, by, now }: Transition & { readonly bills: readonly MonthFacts[] },
): Promise<readonly BillKey[]> {
  const at = new Date(now).toISOString();
  return await inTransaction(database, async (client, attempt) => {
    const done = attempt > 1 ? await closedAlready(client, bills, { by, at }) : [];
    const closing = await unchanged(client, bills);
    if (closing.length > 0) {
      const events = await noteClosing(client, closing, { by, at });
      for (const { stream, table } of tablesOf(streams, closing)) {
        await client.query(freezeSql(stream, table), [...billParameters(closing), events]);
      }
      await client.query(SET_CLOSED, [...billParameters(closing), events, at, by]);
    }
    return [...done, ...closing.map(keyOf)];
  });
}

type Noted = { readonly by: string; readonly at: string };

async function closedAlready(
  client: ClientBase,
  bills: readonly BillKey[],
  { by, at }: Noted,
): Promise<readonly BillKey[]> {
  const { rows } = await client.query<BillRow>(
    `select account, uin, bill_month from billing_ops.month_state
     where ${IS_AMONG_BILLS}
       and state = 'closed' and closed_at = $4 and closed_by = $5`,
    [...billParameters(bills), at, by],
  );
  return rows.map(toBillKey);
}

async function unchanged(
  client: ClientBase,
  bills: readonly MonthFacts[],
): Promise<readonly MonthFacts[]> {
  const { rows: locked } = await client.query<BillRow>(
    `select account, uin, bill_month from billing_ops.slice
     where ${IS_AMONG_BILLS}
     order by account, stream, uin, bill_month for update skip locked`,
    [...billParameters(bills)],
  );
  const lockedSlices = Map.groupBy(locked.map(toBillKey), textOf);
  const decided = new Map(bills.map((bill) => [textOf(bill), bill.version]));
  // Read again behind the locks: a run may have claimed or loaded a slice since the decision.
  const present = await readFacts(client, { among: bills });
  return present.filter(
    (bill) =>
      bill.version === decided.get(textOf(bill)) &&
      bill.slices.length === lockedSlices.get(textOf(bill))?.length,
  );
}

function keyOf({ account, uin, billMonth }: BillKey): BillKey {
  return { account, uin, billMonth };
}

function textOf({ account, uin, billMonth }: BillKey): string {
  return [account, uin, billMonth].join("\u0000");
}

/** The ids of the bills' events, in the order of the bills. */
async function noteClosing(
  client: ClientBase,
  bills: readonly MonthFacts[],
  { by, at }: Noted,
): Promise<readonly string[]> {
  const { rows } = await client.query<{ event_id: string }>(
    `with bill as (
       select nextval(pg_get_serial_sequence('billing_ops.month_event', 'event_id')) as event_id, b.*
       from unnest($1::text[], $2::text[], $3::date[], $4::text[])
         with ordinality as b (account, uin, bill_month, from_state, place)),
     noted as (
       insert into billing_ops.month_event
         (event_id, account, uin, bill_month, from_state, to_state, made_by, made_at)
       overriding system value
       select event_id, account, uin, bill_month, from_state, 'closed', $5, $6 from bill)
     select event_id from bill order by place`,
    [...billParameters(bills), bills.map(({ state }) => state), by, at],
  );
  return rows.map(({ event_id }) => event_id);
}

type StreamTable = { readonly stream: Stream; readonly table: Table };

function tablesOf(
  streams: readonly Stream[],
  bills: readonly MonthFacts[],
): readonly StreamTable[] {
  const names = new Set(bills.flatMap(({ slices }) => slices.map(({ stream }) => stream)));
  return streams
    .filter(({ name }) => names.has(name))
    .flatMap((stream) => stream.tables.map((table) => ({ stream, table })));
}

// From the rows themselves. By hashes in their own order, so that the order of the rows is none of it.
function freezeSql(stream: Stream, table: Table): string {
  const uin = escapeIdentifier(table.uinColumn ?? "customer_uin");
  const scope = [
    "t.account = s.account",
    `t.${uin} = s.uin`,
    "t.bill_month = s.bill_month",
    ...Object.entries(table.constants).map(
      ([column, value]) => `t.${escapeIdentifier(column)} = ${escapeLiteral(value)}`,
    ),
  ].join(" and ");
  const amount =
    table.amount === undefined
      ? "null::numeric"
      : `coalesce(sum(t.${escapeIdentifier(table.amount)}), 0)`;
  return `
    insert into billing_ops.month_total
      (event_id, account, uin, bill_month, stream, table_name, amount, row_count, checksum)
    select b.event_id, s.account, s.uin, s.bill_month, s.stream, ${escapeLiteral(table.name)},
      r.amount, r.row_count, r.checksum
    from unnest($1::text[], $2::text[], $3::date[], $4::bigint[])
        as b (account, uin, bill_month, event_id)
      join billing_ops.slice s on s.account = b.account and s.uin = b.uin
        and s.bill_month = b.bill_month and s.stream = ${escapeLiteral(stream.name)}
        and s.status in ('loaded', 'empty')
      cross join lateral (
        select ${amount} as amount, count(*) as row_count,
          md5(coalesce(string_agg(uuid_send(t.content_hash), ''::bytea order by t.content_hash),
            ''::bytea)) as checksum
        from billing.${escapeIdentifier(table.name)} t where ${scope}) r`;
}

const SET_CLOSED = `
  insert into billing_ops.month_state
    (account, uin, bill_month, state, since, closed_at, closed_by, frozen_by)
  select account, uin, bill_month, 'closed', $5::timestamptz, $5::timestamptz, $6, event_id
  from unnest($1::text[], $2::text[], $3::date[], $4::bigint[])
    as b (account, uin, bill_month, event_id)
  on conflict (account, uin, bill_month) do update set state = 'closed', since = excluded.since,
    waits_for = '{}', closed_at = excluded.closed_at, closed_by = excluded.closed_by,
    frozen_by = excluded.frozen_by, watched_at = null`;
