import { type Kysely, sql } from "kysely";

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`alter table billing_ops.run add column busy_lanes text[] not null default '{}'`.execute(
    db,
  );
  await sql`comment on column billing_ops.run.busy_lanes is
    'Lanes (billing_ops.lane) in which it still has slices to begin: a backfill waits for those of a live sync.'`.execute(
    db,
  );
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql`alter table billing_ops.run drop column busy_lanes`.execute(db);
}
