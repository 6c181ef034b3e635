import { type Kysely, sql } from "kysely";

const COLUMNS = [
  [
    "last_full_at",
    "timestamptz",
    "When it was last extracted whole; last_success_at is newer where its bill's total and first page were enough.",
  ],
  [
    "steady_since",
    "timestamptz",
    "The first whole extraction, after the bill was issued (5th 01:00 UTC+8 of the next month), since which it is the same.",
  ],
  [
    "promised_rows",
    "bigint",
    "How many records the API promised (Total) when it was last extracted whole; NULL where it does not say.",
  ],
  [
    "gate",
    "text",
    "Total and first page of its bill when it was last extracted whole: while they are the same it is not extracted.",
  ],
] as const;

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const [column, type, meaning] of COLUMNS) {
    await sql`alter table billing_ops.slice add column ${sql.ref(column)} ${sql.raw(type)}`.execute(
      db,
    );
    await sql`comment on column ${sql.ref(`billing_ops.slice.${column}`)} is ${sql.lit(meaning)}`.execute(
      db,
    );
  }
  await sql`alter table billing_ops.staged_page add column promised bigint`.execute(db);
  await sql`comment on column billing_ops.staged_page.promised is
    'Records that the answer promised for the whole request (Total); NULL where it does not say.'`.execute(
    db,
  );
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql`alter table billing_ops.staged_page drop column promised`.execute(db);
  for (const [column] of COLUMNS) {
    await sql`alter table billing_ops.slice drop column ${sql.ref(column)}`.execute(db);
  }
}
