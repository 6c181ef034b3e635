import { type Kysely, sql } from "kysely";

const COLUMNS = [
  [
    "unknown_fields",
    "Fields that the version which last loaded the slice did not know, as {field: rows}; their values are in extra. NULL when none.",
  ],
  [
    "raw_fields",
    "Fields with values that could not be stored as sent, as {field: rows}; their raw texts are in extra under $raw. NULL when none.",
  ],
] as const;

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const [name, meaning] of COLUMNS) {
    await sql`alter table billing_ops.slice add column ${sql.ref(name)} jsonb`.execute(db);
    await sql`comment on column billing_ops.slice.${sql.ref(name)} is ${sql.lit(meaning)}`.execute(
      db,
    );
  }
}

export async function down(db: Kysely<unknown>): Promise<void> {
  for (const [name] of COLUMNS.toReversed()) {
    await sql`alter table billing_ops.slice drop column ${sql.ref(name)}`.execute(db);
  }
}
