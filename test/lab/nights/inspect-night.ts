import type { Pool } from "pg";

export type StoredState = {
  readonly account: string;
  readonly uin: string;
  readonly month: string;
  readonly state: string;
};

/** The states of months as they are stored. */
export async function readStates(pool: Pool): Promise<readonly StoredState[]> {
  const { rows } = await pool.query<StoredState>(
    `select account, uin, to_char(bill_month, 'YYYY-MM') as month, state
     from billing_ops.month_state order by 1, 2, 3`,
  );
  return rows;
}

/** Slices whose journal does not add up: none, ever. */
export async function readImbalances(pool: Pool): Promise<readonly string[]> {
  const { rows } = await pool.query<{ slice: string }>(
    `select concat_ws(' ', stream, uin, bill_month, row_difference, amount_difference) as slice
     from billing_ops.journal_balance where row_difference <> 0 or amount_difference <> 0`,
  );
  return rows.map(({ slice }) => slice);
}

/** The bills that a restatement stands of, as `account uin month`. */
export async function readRestated(pool: Pool): Promise<readonly string[]> {
  const { rows } = await pool.query<{ bill: string }>(
    `select concat_ws(' ', account, uin, to_char(bill_month, 'YYYY-MM')) as bill
     from billing_ops.reconciliation
     where check_id = 'closed_month_restated' and verdict = 'mismatch' order by 1`,
  );
  return rows.map(({ bill }) => bill);
}

/** Closed bills whose rows are no longer what was frozen: none, ever. */
export async function readThawed(pool: Pool): Promise<readonly string[]> {
  const { rows: tables } = await pool.query<{ table_name: string; uin_column: string; by: string }>(
    `select distinct t.table_name, c.column_name as uin_column,
       case when t.table_name = 'bill_detail' then 'source_action'
         when t.table_name like 'customer_bill_by_group%' then 'group_type' else 'account' end as by
     from billing_ops.month_total t join information_schema.columns c
       on c.table_schema = 'billing' and c.table_name = t.table_name
         and c.column_name in ('customer_uin', 'payer_uin')`,
  );
  const thawed: string[] = [];
  for (const { table_name: table, uin_column: uin, by } of tables) {
    const { rows } = await pool.query<{ bill: string }>(
      `with present as (
         select account, ${uin} as uin, bill_month,
           md5(coalesce(string_agg(uuid_send(content_hash), ''::bytea order by content_hash), ''::bytea)) as checksum,
           count(*) as row_count
         from billing.${table} group by account, ${uin}, bill_month, ${by})
       select concat_ws(' ', t.stream, t.uin, t.bill_month) as bill
       from billing_ops.month_state m join billing_ops.month_total t on t.event_id = m.frozen_by
       where m.state = 'closed' and t.table_name = $1 and t.row_count > 0 and not exists (
         select from present p where (p.account, p.uin, p.bill_month) = (t.account, t.uin, t.bill_month)
           and p.checksum = t.checksum and p.row_count = t.row_count)`,
      [table],
    );
    thawed.push(...rows.map(({ bill }) => bill));
  }
  return thawed;
}
