import { type Kysely, sql } from "kysely";
import { comment } from "../src/warehouse/postgres/ddl/comment.ts";
import { createView, type View } from "../src/warehouse/postgres/ddl/create-view.ts";

type NewColumn = readonly [table: string, name: string, type: string, meaning: string];

const NEW_COLUMNS: readonly NewColumn[] = [
  [
    "slice",
    "last_run_id",
    "bigint",
    "The run that last loaded it whole, at last_full_at: a load that changed nothing leaves no row in slice_load.",
  ],
  [
    "slice_load",
    "load_epoch",
    "bigint not null default 0",
    "The load_epoch that the load gave to its slice.",
  ],
  [
    "slice_load",
    "folded_rows",
    "bigint not null default 0",
    "Of row_count, what journal entries came to that were pruned; only in a first load.",
  ],
  [
    "slice_load",
    "folded_amount",
    "numeric not null default 0",
    "Of amount, what journal entries came to that were pruned; only in a first load.",
  ],
  [
    "bill_change",
    "product",
    "text",
    "Name of the row's product: the new one, the old one of a removed row; NULL where the row is not of one product.",
  ],
  [
    "bill_change",
    "old_rows",
    "bigint",
    "Rows of the slice before; NULL where change tells: 0 for added, else 1. A member that came back to a list has 0.",
  ],
  [
    "bill_change",
    "new_rows",
    "bigint",
    "Rows of the slice after; NULL where change tells: 0 for removed, else 1. A member that left a list has 0.",
  ],
];

const STREAM = [
  ["name", "text primary key", "The stream, such as partner_bill_detail."],
  ["role", "text not null", "The kind of credential that reads it: partner, customer or payer."],
  [
    "slicing",
    "text not null check (slicing in ('account', 'customer-month', 'own-month'))",
    "One slice an account, one a customer and month, or one a month of the account's own UIN.",
  ],
  ["service", "text not null", "The API service, such as intlpartnersmgt."],
  ["action", "text not null", "The API action, such as DescribeCustomerBillDetail."],
  [
    "main_table",
    "text not null",
    "The table in schema billing whose rows and amounts its slices count; other tables of the stream tell the same money by something else.",
  ],
  [
    "write_mode",
    "text not null check (write_mode in ('replace', 'roster', 'enrich'))",
    "replace: the slice is what was extracted; roster: members are never deleted; enrich: it fills columns of another stream's rows.",
  ],
] as const;

const ACCOUNT_STREAM = [
  ["account", "text not null", "The configured account."],
  ["stream", "text not null", "A stream that its roles, BILLING_STREAMS and tag keys allow."],
  [
    "open_months",
    "integer not null",
    "How many months every run looks at, the current one in UTC+8 included (BILLING_OPEN_MONTHS).",
  ],
] as const;

const ROWS_AFTER = "coalesce(c.new_rows, case when c.change = 'removed' then 0 else 1 end)";
const ROWS_BEFORE = "coalesce(c.old_rows, case when c.change = 'added' then 0 else 1 end)";

/**
 * What a slice's first load and the journal since say, against what it has. Only the main table of a
 * stream counts. Streams that fill columns of another's rows have no rows of their own. The rows of a
 * customer list are the customers on it: one that left is no longer among them, though its row stays.
 */
const JOURNAL_BALANCE: View = {
  name: "billing_ops.journal_balance",
  meaning:
    "For every loaded slice: first load + journal − present, in rows and in amount. Both differences are 0 for ever. Counts the stream's main table.",
  columns: [
    ["account", "The configured account."],
    ["stream", "The stream."],
    ["uin", "The UIN whose bill it is; '' where the stream has none."],
    ["bill_month", "First day of the bill month; 0001-01-01 where the stream has none."],
    ["first_rows", "Rows of the first load, with what pruned entries came to."],
    ["journal_rows", "Rows that came less rows that went, by the journal."],
    ["present_rows", "Rows of the slice now."],
    ["row_difference", "first_rows + journal_rows − present_rows: 0."],
    ["first_amount", "Charged amount of the first load, with what pruned entries came to."],
    ["journal_amount", "New less old amounts, by the journal."],
    ["present_amount", "Charged amount of the slice now; NULL where the stream has none."],
    ["amount_difference", "first_amount + journal_amount − present_amount: 0."],
  ],
  query: `
    select s.account, s.stream, s.uin, s.bill_month,
      coalesce(f.row_count, 0), coalesce(j.rows, 0), s.row_count,
      coalesce(f.row_count, 0) + coalesce(j.rows, 0) - s.row_count,
      f.amount, coalesce(j.amount, 0), s.amount,
      coalesce(f.amount, 0) + coalesce(j.amount, 0) - coalesce(s.amount, 0)
    from billing_ops.slice s
      join billing_ops.stream t on t.name = s.stream and t.write_mode <> 'enrich'
      left join billing_ops.slice_load f on f.is_first and f.account = s.account
        and f.stream = s.stream and f.uin = s.uin and f.bill_month = s.bill_month
      left join (
        select c.account, c.stream, c.uin, c.bill_month, c.table_name,
          sum(${ROWS_AFTER} - ${ROWS_BEFORE})::bigint as rows,
          sum(coalesce(c.new_amount, 0) - coalesce(c.old_amount, 0)) as amount
        from billing_ops.bill_change c
        group by c.account, c.stream, c.uin, c.bill_month, c.table_name) j
        on j.account = s.account and j.stream = s.stream and j.uin = s.uin
          and j.bill_month = s.bill_month and j.table_name = t.main_table
    where s.last_success_at is not null`,
};

const WHAT_CHANGED: View = {
  name: "billing_mart.what_changed",
  meaning:
    "What each run changed, by bill and product; since last night: where changed_at > now() - interval '1 day'. Every stream tells the same money once more: choose one, and is_main.",
  columns: [
    ["run_id", "The run (billing_ops.run) that found it."],
    ["changed_at", "When its load was made."],
    ["changed_on", "The day of that, in UTC+8."],
    ["account", "The configured account."],
    ["stream", "The stream that tells it."],
    ["table_name", "The table in schema billing."],
    ["is_main", "Whether the amounts of this table add up to the bill as the stream tells it."],
    ["uin", "The UIN whose bill it is; '' where the stream has none."],
    ["customer_name", "Name of the customer; NULL where the UIN is none of a partner."],
    ["bill_month", "First day of the bill month; NULL where the stream has none."],
    ["product", "Name of the product; NULL where rows are not of one, and in first loads."],
    [
      "what",
      "first load: the slice is new; restated: rows came, changed or went; rekeyed: all lines went from fingerprints to Ids, or back.",
    ],
    ["rows_added", "Rows that came."],
    ["rows_changed", "Rows that changed."],
    ["rows_removed", "Rows that went."],
    ["old_amount", "What those rows came to before; NULL where there were none."],
    ["new_amount", "What they come to now; NULL where there are none."],
    ["difference", "New less old amount."],
  ],
  query: `
    select w.run_id, w.changed_at, (w.changed_at at time zone 'Asia/Shanghai')::date, w.account,
      w.stream, w.table_name, w.table_name = t.main_table, w.uin, k.name,
      nullif(w.bill_month, '0001-01-01'), w.product, w.what, w.rows_added, w.rows_changed,
      w.rows_removed, w.old_amount, w.new_amount,
      coalesce(w.new_amount, 0) - coalesce(w.old_amount, 0)
    from (
      select c.run_id, c.changed_at, c.account, c.stream, c.table_name, c.uin, c.bill_month,
        c.product, case c.change when 'rekeyed' then 'rekeyed' else 'restated' end as what,
        sum(case when ${ROWS_BEFORE} = 0 or c.change = 'rekeyed' then ${ROWS_AFTER} else 0 end)::bigint
          as rows_added,
        sum(case when ${ROWS_BEFORE} = 1 and ${ROWS_AFTER} = 1 and c.change <> 'rekeyed' then 1 else 0 end)
          ::bigint as rows_changed,
        sum(case when ${ROWS_AFTER} = 0 or c.change = 'rekeyed' then ${ROWS_BEFORE} else 0 end)::bigint
          as rows_removed,
        sum(c.old_amount) as old_amount, sum(c.new_amount) as new_amount
      from billing_ops.bill_change c
      group by c.run_id, c.changed_at, c.account, c.stream, c.table_name, c.uin, c.bill_month,
        c.product, case c.change when 'rekeyed' then 'rekeyed' else 'restated' end
      union all
      select f.run_id, f.loaded_at, f.account, f.stream, s.main_table, f.uin, f.bill_month, null,
        'first load', f.row_count - f.folded_rows, 0, 0, null, f.amount - f.folded_amount
      from billing_ops.slice_load f join billing_ops.stream s on s.name = f.stream
      where f.is_first and s.write_mode <> 'enrich') w
      left join billing_ops.stream t on t.name = w.stream
      left join billing.customer k on k.account = w.account and k.customer_uin = w.uin`,
};

const VIEWS = [JOURNAL_BALANCE, WHAT_CHANGED];

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const [table, name, type, meaning] of NEW_COLUMNS) {
    const column = `billing_ops.${table}.${name}`;
    await sql`alter table ${sql.table(`billing_ops.${table}`)} add column ${sql.ref(name)} ${sql.raw(type)}`.execute(
      db,
    );
    await sql`comment on column ${sql.ref(column)} is ${sql.lit(meaning)}`.execute(db);
  }
  await createStreamTables(db);
  await fillColumns(db);
  // The journal is written in the order of time, and a bill's history is read by its slice.
  await sql`create index bill_change_by_time on billing_ops.bill_change using brin (changed_at)`.execute(
    db,
  );
  await sql`create index slice_load_first on billing_ops.slice_load (account, stream, uin, bill_month) where is_first`.execute(
    db,
  );
  for (const view of VIEWS) {
    await createView(db, view);
  }
}

async function createStreamTables(db: Kysely<unknown>): Promise<void> {
  const columns = STREAM.map(([name, type]) => sql`${sql.ref(name)} ${sql.raw(type)}`);
  await sql`create table billing_ops.stream (${sql.join(columns)})`.execute(db);
  await comment(
    db,
    "billing_ops.stream",
    "The streams that this version and earlier ones have, as the last run knew them.",
    STREAM,
  );
  const pairs = ACCOUNT_STREAM.map(([name, type]) => sql`${sql.ref(name)} ${sql.raw(type)}`);
  await sql`create table billing_ops.account_stream (
    ${sql.join(pairs)}, primary key (account, stream))`.execute(db);
  await comment(
    db,
    "billing_ops.account_stream",
    "Which streams the last run was configured to load for each account: what should be there.",
    ACCOUNT_STREAM,
  );
}

// A re-keyed slice was one entry that did not say how many rows it stood for; its load does. What
// loads that changed nothing said is in their slices.
async function fillColumns(db: Kysely<unknown>): Promise<void> {
  await sql`update billing_ops.slice s set last_run_id = l.run_id
    from (select account, stream, uin, bill_month, max(run_id) as run_id
      from billing_ops.slice_load group by 1, 2, 3, 4) l
    where (l.account, l.stream, l.uin, l.bill_month) = (s.account, s.stream, s.uin, s.bill_month)`.execute(
    db,
  );
  await sql`update billing_ops.bill_change c set old_rows = l.rows_removed, new_rows = l.rows_added
    from billing_ops.slice_load l
    where c.change = 'rekeyed' and l.run_id = c.run_id and l.loaded_at = c.changed_at
      and (l.account, l.stream, l.uin, l.bill_month) = (c.account, c.stream, c.uin, c.bill_month)`.execute(
    db,
  );
  await sql`delete from billing_ops.slice_load
    where not is_first and rows_added = 0 and rows_changed = 0 and rows_removed = 0`.execute(db);
}

export async function down(db: Kysely<unknown>): Promise<void> {
  for (const { name } of VIEWS.toReversed()) {
    await sql`drop view ${sql.table(name)}`.execute(db);
  }
  await sql`drop index billing_ops.slice_load_first, billing_ops.bill_change_by_time`.execute(db);
  await sql`drop table billing_ops.account_stream, billing_ops.stream`.execute(db);
  for (const [table, name] of NEW_COLUMNS.toReversed()) {
    await sql`alter table ${sql.table(`billing_ops.${table}`)} drop column ${sql.ref(name)}`.execute(
      db,
    );
  }
}
