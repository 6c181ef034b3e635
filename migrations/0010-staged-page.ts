import { type Kysely, sql } from "kysely";
import { comment } from "../src/warehouse/postgres/ddl/comment.ts";

const COLUMNS = [
  [
    "epoch",
    "bigint not null",
    "The claim (billing_ops.slice.claim_epoch) that staged the page, or took it over.",
  ],
  ["request", "integer not null", "Which of the slice's requests answered it, from 0."],
  ["page", "integer not null", "The page within that request, from 1."],
  ["row_count", "bigint not null", "Rows of the stream's first table in it."],
  ["mark", "text", "What the source needs to go on after this page; NULL where it cannot go on."],
  [
    "declaration",
    "text not null",
    "Hash of the stream's declaration: rows that another version made are not mixed with ours.",
  ],
  ["staged_at", "timestamptz not null", "When, by the clock of the process that staged it."],
] as const;

// Unlogged like the staging tables themselves: a server that crashes empties all of them together.
export async function up(db: Kysely<unknown>): Promise<void> {
  const definitions = COLUMNS.map(([name, type]) => sql`${sql.ref(name)} ${sql.raw(type)}`);
  await sql`create unlogged table billing_ops.staged_page (
    ${sql.join(definitions)}, primary key (epoch, request, page))`.execute(db);
  await comment(
    db,
    "billing_ops.staged_page",
    "Pages that wait in the staging tables: a slice that is tried again soon goes on behind them.",
    COLUMNS,
  );
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql`drop table billing_ops.staged_page`.execute(db);
}
