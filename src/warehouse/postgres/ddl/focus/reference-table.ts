import { type Kysely, type QueryExecutorProvider, sql } from "kysely";
import { comment } from "../comment.ts";

type Column = readonly [name: string, type: string, meaning: string];

/** A small table that says what the vendor's words mean in FOCUS; users add rows of their own. */
export type ReferenceTable = {
  /** In schema `focus`. */
  readonly name: string;
  readonly meaning: string;
  /** What the vendor says: the key, together with `source`. */
  readonly key: readonly Column[];
  readonly columns: readonly Column[];
};

/** A row of a reference table, in the order of its key and columns; `null` is NULL. */
export type ReferenceRow = readonly (string | null)[];

const SOURCE: Column = [
  "source",
  "text not null default 'user' check (source in ('seed', 'user'))",
  "seed: came with Billhouse; user: your own, which has precedence and which no upgrade touches.",
];

const SEED_VERSION: Column = [
  "seed_version",
  "integer check ((source = 'seed') = (seed_version is not null))",
  "Which edition of the seed brought the row; NULL for your own.",
];

/**
 * Creates an empty reference table, commented. Migrations that were released call this: it may gain
 * options, never change meaning.
 */
export async function createReferenceTable(
  db: Kysely<unknown>,
  { name, meaning, key, columns }: ReferenceTable,
): Promise<void> {
  const all = [...key, ...columns, SOURCE, SEED_VERSION];
  const definitions = all.map(([column, type]) => sql`${sql.ref(column)} ${sql.raw(type)}`);
  const primary = ["source", ...key.map(([column]) => column)].map((column) => sql.ref(column));
  await sql`create table ${sql.table(`focus.${name}`)} (
    ${sql.join(definitions)}, primary key (${sql.join(primary)}))`.execute(db);
  const extend = `To extend or override it insert rows, which get source = 'user': they win over rows with the same key of source 'seed', and survive upgrades. Rows of source 'seed' are replaced as a whole when an upgrade brings a new edition: do not edit them.`;
  await comment(db, `focus.${name}`, `${meaning} ${extend}`, all);
}

/**
 * Makes `rows` the seed of a reference table: earlier seeds go, rows of users stay. Running it again
 * changes nothing. Migrations that were released call this with their own edition of the rows.
 */
export async function seedReferenceTable(
  db: QueryExecutorProvider,
  { name, key, columns }: ReferenceTable,
  edition: { readonly version: number; readonly rows: readonly ReferenceRow[] },
): Promise<void> {
  const table = sql.table(`focus.${name}`);
  const names = [...key, ...columns].map(([column]) => sql.ref(column));
  const values = edition.rows.map(
    (row) =>
      sql`(${sql.join(row.map((value) => (value === null ? sql`null` : sql.lit(value))))}, 'seed', ${sql.lit(edition.version)})`,
  );
  await sql`delete from ${table} where source = 'seed'`.execute(db);
  await sql`insert into ${table} (${sql.join(names)}, source, seed_version)
    values ${sql.join(values)}`.execute(db);
}
