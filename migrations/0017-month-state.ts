import { type Kysely, sql } from "kysely";
import { comment } from "../src/warehouse/postgres/ddl/comment.ts";

type Column = readonly [name: string, type: string, meaning: string];

const BILL: readonly Column[] = [
  ["account", "text not null", "The configured account."],
  ["uin", "text not null", "The UIN whose bill it is."],
  ["bill_month", "date not null", "First day of the bill month (UTC+8)."],
];

const STATES = "('open', 'closing', 'closed', 'reopened')";

const EVENT: readonly Column[] = [
  ["event_id", "bigint primary key generated always as identity", "Names the transition."],
  ...BILL,
  ["from_state", `text not null check (from_state in ${STATES})`, "The state before."],
  ["to_state", `text not null check (to_state in ${STATES})`, "The state from then on."],
  ["made_by", "text not null", "The run or the command that made it, and who ran the command."],
  ["db_role", "text not null default session_user", "The database role of whoever made it."],
  [
    "reason",
    "text",
    "Why: what a closing month waited for, what was given when it was opened again.",
  ],
  ["made_at", "timestamptz not null", "When."],
];

const TOTAL: readonly Column[] = [
  [
    "event_id",
    "bigint not null references billing_ops.month_event (event_id)",
    "The closing that froze it.",
  ],
  ...BILL,
  ["stream", "text not null", "The stream whose rows they are."],
  ["table_name", "text not null", "The table in schema billing."],
  [
    "amount",
    "numeric",
    "Exact sum of the charged amount of its rows; NULL where it has none. Tables of one bill tell the same money by different things.",
  ],
  ["row_count", "bigint not null", "How many rows there were."],
  [
    "checksum",
    "text not null",
    "md5(string_agg(uuid_send(content_hash), '' order by content_hash)) of its rows; md5('') of none.",
  ],
];

const STATE: readonly Column[] = [
  ...BILL,
  [
    "state",
    `text not null check (state in ${STATES})`,
    "closing: its day has come, and a condition is missing; closed: no run loads it; reopened: loaded like an open one until it closes anew. A month without a row is open.",
  ],
  ["since", "timestamptz not null", "When it came into this state."],
  [
    "waits_for",
    "text[] not null default '{}'",
    "The conditions that a closing or reopened month was missing when it was last looked at.",
  ],
  ["closed_at", "timestamptz", "When it was last closed; NULL where it never was."],
  ["closed_by", "text", "The run or the command that last closed it."],
  [
    "frozen_by",
    "bigint references billing_ops.month_event (event_id)",
    "The last closing: its totals are in billing_ops.month_total.",
  ],
  [
    "watched_at",
    "timestamptz",
    "When its total was last compared with the frozen one since it was closed.",
  ],
];

const TABLES: readonly (readonly [name: string, meaning: string, columns: readonly Column[]])[] = [
  ["month_event", "Every transition of a bill's month: who made it, when and why.", EVENT],
  [
    "month_total",
    "What a bill came to when its month was closed: never changed. What holds is where month_state.frozen_by says.",
    TOTAL,
  ],
  ["month_state", "Which bills are closed, about to be, or opened again.", STATE],
];

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const [name, meaning, columns] of TABLES) {
    const definitions = columns.map(([column, type]) => sql`${sql.ref(column)} ${sql.raw(type)}`);
    await sql`create table ${sql.table(`billing_ops.${name}`)} (${sql.join(definitions)})`.execute(
      db,
    );
    await comment(db, `billing_ops.${name}`, meaning, columns);
  }
  await sql`alter table billing_ops.month_state add primary key (account, uin, bill_month)`.execute(
    db,
  );
  await sql`alter table billing_ops.month_total add primary key (event_id, stream, table_name)`.execute(
    db,
  );
  await sql`create index on billing_ops.month_event (account, uin, bill_month)`.execute(db);
  await sql`create index on billing_ops.month_total (account, uin, bill_month)`.execute(db);
}

export async function down(db: Kysely<unknown>): Promise<void> {
  for (const [name] of TABLES.toReversed()) {
    await sql`drop table ${sql.table(`billing_ops.${name}`)}`.execute(db);
  }
}
