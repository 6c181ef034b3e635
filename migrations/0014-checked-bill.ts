import { type Kysely, sql } from "kysely";
import { comment } from "../src/warehouse/postgres/ddl/comment.ts";

const COLUMNS = [
  ["account", "text not null", "The configured account."],
  ["uin", "text not null", "The UIN whose bill it is."],
  ["bill_month", "date not null", "First day of the bill month (UTC+8)."],
  [
    "seal",
    "text",
    "Hash of all that the results depend on: while it is the same they hold; NULL when a check found a mismatch, which is looked at anew in every run.",
  ],
  ["checked_at", "timestamptz not null", "When its rows were last read for the checks."],
] as const;

const MEANINGS = [
  [
    "left_source",
    "The stream or table on the left side, with .column where that is not its charged amount.",
  ],
  ["right_source", "The same of the right side; for a fixed figure, what that is."],
  [
    "member",
    "The group's member, by the left side's name; '' for the whole bill. Of rows that are off, the key of the first.",
  ],
] as const;

const MEANINGS_BEFORE = [
  ["left_source", "The stream on the left side."],
  ["right_source", "The stream on the right side."],
  ["member", "The group's member; '' for the whole bill."],
] as const;

export async function up(db: Kysely<unknown>): Promise<void> {
  const definitions = COLUMNS.map(([name, type]) => sql`${sql.ref(name)} ${sql.raw(type)}`);
  await sql`create table billing_ops.checked_bill (
    ${sql.join(definitions)}, primary key (account, uin, bill_month))`.execute(db);
  await comment(
    db,
    "billing_ops.checked_bill",
    "What each bill was like when its checks were last made: an unchanged bill's rows are not read again every night.",
    COLUMNS,
  );
  await say(db, MEANINGS);
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await say(db, MEANINGS_BEFORE);
  await sql`drop table billing_ops.checked_bill`.execute(db);
}

async function say(
  db: Kysely<unknown>,
  meanings: readonly (readonly [column: string, meaning: string])[],
): Promise<void> {
  for (const [column, meaning] of meanings) {
    await sql`comment on column ${sql.ref(`billing_ops.reconciliation.${column}`)} is ${sql.lit(meaning)}`.execute(
      db,
    );
  }
}
