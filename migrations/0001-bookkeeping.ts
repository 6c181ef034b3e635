import { type Kysely, sql } from "kysely";
import { comment } from "../src/warehouse/postgres/ddl/comment.ts";

type Column = readonly [name: string, type: string, meaning: string];

const ACCOUNT: Column = ["account", "text not null", "The configured account."];
const STREAM: Column = ["stream", "text not null", "The stream, such as partner_bill_detail."];
const UIN: Column = [
  "uin",
  "text not null",
  "The UIN whose bill it is; '' where the stream has none.",
];
const BILL_MONTH: Column = [
  "bill_month",
  "date not null",
  "First day of the bill month (UTC+8); 0001-01-01 where the stream has none.",
];

const RUN: readonly Column[] = [
  ["run_id", "bigint primary key generated always as identity", "Names the run."],
  ["kind", "text not null check (kind in ('sync', 'backfill', 'demo'))", "What asked for it."],
  [
    "status",
    "text not null check (status in ('running', 'succeeded', 'partial', 'mismatch', 'failed', 'interrupted'))",
    "How it ended, or running.",
  ],
  ["exit_code", "integer", "The exit code of its process; NULL while it runs."],
  ["scope", "jsonb not null", "Months and filters asked for: equal scopes are the same work."],
  [
    "tick_at",
    "timestamptz unique",
    "The scheduled instant it was begun for; NULL when begun by hand.",
  ],
  [
    "continues",
    "bigint unique references billing_ops.run (run_id)",
    "The cut-off run that it goes on with.",
  ],
  ["start_epoch", "bigint not null", "Slices loaded after this epoch count as loaded for it."],
  ["started_at", "timestamptz not null", "When it began."],
  ["last_seen_at", "timestamptz not null", "When it last showed that it was alive."],
  [
    "finished_at",
    "timestamptz",
    "When it ended; for a run that was cut off, when it was last seen.",
  ],
  [
    "lease_until",
    "timestamptz not null",
    "It is taken for dead after this time of the database's clock.",
  ],
  ["slices_planned", "integer not null default 0", "Slices it was to load."],
  [
    "slices_loaded",
    "integer not null default 0",
    "Slices it loaded or found loaded by another run.",
  ],
  [
    "slices_failed",
    "integer not null default 0",
    "Slices that failed, were not ready or forbidden.",
  ],
  ["calls", "bigint not null default 0", "Calls sent to the API, every attempt counted."],
  ["throttles", "bigint not null default 0", "Calls answered with a rate-limit error."],
  ["rows_added", "bigint not null default 0", "Rows inserted."],
  ["rows_changed", "bigint not null default 0", "Rows updated."],
  [
    "rows_removed",
    "bigint not null default 0",
    "Rows removed because the API no longer returns them.",
  ],
];

const SLICE: readonly Column[] = [
  ACCOUNT,
  STREAM,
  UIN,
  BILL_MONTH,
  [
    "status",
    "text not null check (status in ('loaded', 'empty', 'failed', 'not_ready', 'forbidden', 'pending'))",
    "How the last attempt ended; the rows are those of last_success_at, whatever it says.",
  ],
  ["row_count", "bigint not null default 0", "Rows loaded in the stream's main table."],
  ["amount", "numeric", "Exact sum of the stream's charged amount; NULL where it has none."],
  ["last_success_at", "timestamptz", "When it was last loaded whole, changed or not."],
  ["last_changed_at", "timestamptz", "When a load last changed a row of it."],
  ["last_attempt_at", "timestamptz", "When it was last tried."],
  ["error_code", "text", "The last failure's code; NULL after a success."],
  ["error_message", "text", "The last failure in words."],
  ["request_id", "text", "The last failure's RequestId, which the vendor's support asks for."],
  [
    "claim_epoch",
    "bigint not null default 0",
    "The newest claim: a commit with an older one is refused.",
  ],
  ["claimed_by", "bigint references billing_ops.run (run_id)", "The run that is loading it now."],
  [
    "load_epoch",
    "bigint not null default 0",
    "The epoch of the last load: tells runs whether it is newer than they are.",
  ],
];

const SLICE_LOAD: readonly Column[] = [
  ["load_id", "bigint primary key generated always as identity", "Names the load."],
  ["run_id", "bigint not null references billing_ops.run (run_id)", "The run."],
  ACCOUNT,
  STREAM,
  UIN,
  BILL_MONTH,
  [
    "is_first",
    "boolean not null",
    "Whether it was the slice's first load: then its rows are counted here and not journalled one by one.",
  ],
  ["row_count", "bigint not null", "Rows of the main table after the load."],
  ["amount", "numeric", "Exact sum of the charged amount after the load."],
  ["rows_added", "bigint not null", "Rows inserted."],
  ["rows_changed", "bigint not null", "Rows updated."],
  ["rows_removed", "bigint not null", "Rows removed."],
  ["loaded_at", "timestamptz not null", "When."],
];

const BILL_CHANGE: readonly Column[] = [
  ["change_id", "bigint primary key generated always as identity", "Names the entry."],
  ["run_id", "bigint not null", "The run that found the change."],
  ACCOUNT,
  STREAM,
  UIN,
  BILL_MONTH,
  ["table_name", "text not null", "The table in schema billing."],
  ["row_key", "jsonb not null", "The row's key after account, UIN and month."],
  [
    "change",
    "text not null check (change in ('added', 'changed', 'removed', 'rekeyed'))",
    "What happened to the row; rekeyed: the whole slice went from fingerprints to Ids.",
  ],
  ["old_amount", "numeric", "The charged amount before; NULL for an added row."],
  ["new_amount", "numeric", "The charged amount after; NULL for a removed row."],
  ["changed_fields", "text[]", "Columns whose value changed; NULL unless changed."],
  ["changed_at", "timestamptz not null", "When the load found it."],
];

const RECONCILIATION: readonly Column[] = [
  ACCOUNT,
  UIN,
  BILL_MONTH,
  ["check_id", "text not null", "The check, such as R1."],
  ["left_source", "text not null", "The stream on the left side."],
  ["right_source", "text not null", "The stream on the right side."],
  ["dimension", "text not null", "What the amounts are grouped by; '' for the whole bill."],
  ["member", "text not null", "The group's member; '' for the whole bill."],
  ["unit", "text not null check (unit in ('amount', 'count'))", "What is compared."],
  ["left_amount", "numeric", "Exact sum on the left; NULL where that side is not loaded."],
  ["right_amount", "numeric", "Exact sum on the right; NULL where that side is not loaded."],
  ["difference", "numeric", "Left minus right; NULL where a side is missing."],
  [
    "verdict",
    "text not null check (verdict in ('match', 'within_tolerance', 'mismatch', 'not_comparable'))",
    "The outcome; not_comparable is never shown as green.",
  ],
  ["checked_at", "timestamptz not null", "When."],
];

const LANE: readonly Column[] = [
  [
    "lane",
    "text primary key",
    "Hash of the SecretId, service and action: what one rate limit applies to.",
  ],
  [
    "next_at",
    "timestamptz not null",
    "The next call may not leave before this time of the database's clock.",
  ],
  [
    "penalty",
    "double precision not null default 1",
    "Factor on the spacing after throttle answers, as of penalised_at; it decays towards 1.",
  ],
  ["penalised_at", "timestamptz", "When the last throttle answer came."],
];

const TABLES: readonly (readonly [name: string, meaning: string, columns: readonly Column[]])[] = [
  ["run", "One row for each run of sync, backfill or demo.", RUN],
  ["slice", "What is known of each slice: account × stream × UIN × month.", SLICE],
  ["slice_load", "Every load of a slice, with its counts.", SLICE_LOAD],
  [
    "bill_change",
    "The journal: every row added, changed or removed after its slice's first load.",
    BILL_CHANGE,
  ],
  ["reconciliation", "The last result of each check for each customer-month.", RECONCILIATION],
  ["lane", "The slot book: when the next call of each lane may leave, for all processes.", LANE],
];

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`create schema billing`.execute(db);
  // Kysely has made billing_ops by now, for its own tables; on its own this would come first.
  await sql`create schema if not exists billing_ops`.execute(db);
  await sql`comment on schema billing is 'Bills as Tencent Cloud sends them: facts and dimensions.'`.execute(
    db,
  );
  await sql`comment on schema billing_ops is 'How the bills got here: runs, slices, changes, checks.'`.execute(
    db,
  );
  await sql`create sequence billing_ops.epoch`.execute(db);
  await sql`comment on sequence billing_ops.epoch is 'Orders claims and loads of all processes without any clock.'`.execute(
    db,
  );
  for (const [name, meaning, columns] of TABLES) {
    const definitions = columns.map(([column, type]) => sql`${sql.ref(column)} ${sql.raw(type)}`);
    await sql`create table ${sql.table(`billing_ops.${name}`)} (${sql.join(definitions)})`.execute(
      db,
    );
    await comment(db, `billing_ops.${name}`, meaning, columns);
  }
  await sql`alter table billing_ops.slice add primary key (account, stream, uin, bill_month)`.execute(
    db,
  );
  await sql`create index on billing_ops.slice (claimed_by) where claimed_by is not null`.execute(
    db,
  );
  await sql`alter table billing_ops.reconciliation add primary key (account, uin, bill_month, check_id, left_source, right_source, dimension, member, unit)`.execute(
    db,
  );
  await sql`create index on billing_ops.slice_load (account, stream, uin, bill_month)`.execute(db);
  await sql`create index on billing_ops.bill_change (run_id)`.execute(db);
  await sql`create index on billing_ops.bill_change (account, uin, bill_month)`.execute(db);
  await commentMigrationTables(db);
}

/** Kysely's own two tables, which it makes before the first migration. */
async function commentMigrationTables(db: Kysely<unknown>): Promise<void> {
  await comment(db, "billing_ops.kysely_migration", "The migrations that were applied.", [
    ["name", "", "The migration's file, without its ending."],
    ["timestamp", "", "When it was applied, ISO 8601 in UTC."],
  ]);
  await comment(db, "billing_ops.kysely_migration_lock", "One migrator at a time.", [
    ["id", "", "Names the lock."],
    ["is_locked", "", "1 while it is held, where the database has no lock of its own for it."],
  ]);
}

export async function down(db: Kysely<unknown>): Promise<void> {
  for (const [name] of TABLES.toReversed()) {
    await sql`drop table ${sql.table(`billing_ops.${name}`)}`.execute(db);
  }
  await sql`drop sequence billing_ops.epoch`.execute(db);
  await sql`drop schema billing`.execute(db);
}
