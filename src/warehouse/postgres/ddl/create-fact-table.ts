import { type Kysely, sql } from "kysely";
import { comment } from "./comment.ts";

/** A column of a fact table: name, PostgreSQL type, and what it means, with unit, zone and source field. */
export type FactColumn = readonly [name: string, type: string, meaning: string];

export type FactTable = {
  /** In schema `billing`; its staging twin is `billing_ops.stage_<name>`. */
  readonly name: string;
  readonly meaning: string;
  readonly uinColumn: "customer_uin" | "payer_uin";
  /** Key columns after account, UIN and month, not null. */
  readonly key: readonly FactColumn[];
  readonly columns: readonly FactColumn[];
  /** Lines get `line_id` as the last key column, from the vendor's Id or a fingerprint. */
  readonly hasLineId?: boolean;
  /** Partitioned by month; the partitions are made by `billing_ops.ensure_month_partition`. */
  readonly isPartitioned?: boolean;
};

/**
 * Creates a fact table with the columns every fact table has, its staging twin, and a comment on
 * all of it. Migrations that were released call this: it may gain options, never change meaning.
 */
export async function createFactTable(db: Kysely<unknown>, table: FactTable): Promise<void> {
  const columns = factColumns(table);
  const keyNames = [
    "account",
    table.uinColumn,
    "bill_month",
    ...keyColumns(table).map(([name]) => name),
  ];
  const notNull = new Set([...keyNames, "content_hash", "run_id", "loaded_at"]);
  const name = sql.table(`billing.${table.name}`);
  await sql`create table ${name} (
    ${sql.join(columns.map(([column, type]) => columnDefinition(column, type, notNull.has(column))))},
    primary key (${sql.join(keyNames.map((column) => sql.ref(column)))})
  ) ${sql.raw(table.isPartitioned === true ? "partition by range (bill_month)" : "")}`.execute(db);
  await comment(db, `billing.${table.name}`, table.meaning, columns);
  await createStagingTwin(db, table);
}

/** Drops what `createFactTable` created. */
export async function dropFactTable(db: Kysely<unknown>, name: string): Promise<void> {
  await sql`drop table if exists ${sql.table(`billing_ops.stage_${name}`)}`.execute(db);
  await sql`drop table if exists ${sql.table(`billing.${name}`)}`.execute(db);
}

function keyColumns({ key, hasLineId }: FactTable): readonly FactColumn[] {
  return hasLineId === true ? [...key, LINE_ID] : key;
}

const LINE_ID: FactColumn = [
  "line_id",
  "text",
  "The line's key within its slice: the API's Id (Id#2 if it repeats), else h1: + a hash of the fields that identify it + #ordinal.",
];

function factColumns(table: FactTable): readonly FactColumn[] {
  return [
    ["account", "text", "The configured account whose credential read this row."],
    [
      table.uinColumn,
      "text",
      table.uinColumn === "customer_uin"
        ? "UIN of the customer whose bill it is (OwnerAccountId where the API sends it)."
        : "UIN of the payer whose bill it is.",
    ],
    ["bill_month", "date", "First day of the bill month, a calendar month in UTC+8."],
    ...keyColumns(table),
    ...table.columns,
    ...TRAILING_COLUMNS,
  ];
}

/** The columns that end every table the loader writes. */
const TRAILING_COLUMNS: readonly FactColumn[] = [
  [
    "extra",
    "jsonb",
    "Fields this version does not know, by API name; under $raw the raw text of values that could not be stored as sent. NULL when none.",
  ],
  ["content_hash", "uuid", "128-bit hash of the row's content, by which changes are found."],
  ["run_id", "bigint", "The run (billing_ops.run) that last changed this row."],
  ["loaded_at", "timestamptz", "When this row's content last changed in the warehouse."],
];

// Unlogged: what is staged can be fetched again, and it would double the write-ahead log.
async function createStagingTwin(db: Kysely<unknown>, table: FactTable): Promise<void> {
  const columns: readonly FactColumn[] = [
    ...STAGING_COLUMNS,
    ...(table.hasLineId === true ? [LINE_BASE] : []),
    ...table.key,
    ...table.columns,
    ["extra", "jsonb", "As in the table."],
    ["content_hash", "uuid", "As in the table."],
  ];
  await createStagingTable(db, table.name, columns);
}

/** Creates `billing_ops.stage_<name>` with the given columns, commented. */
export async function createStagingTable(
  db: Kysely<unknown>,
  name: string,
  columns: readonly FactColumn[],
): Promise<void> {
  const staging = `billing_ops.stage_${name}`;
  await sql`create unlogged table ${sql.table(staging)} (
    ${sql.join(columns.map(([column, type]) => columnDefinition(column, type, false)))}
  )`.execute(db);
  await sql`create index on ${sql.table(staging)} (epoch, request, page)`.execute(db);
  await comment(
    db,
    staging,
    `Pages on their way to billing.${name}: written as they arrive, deleted by the load that merges them. Not for reading.`,
    columns,
  );
}

export const STAGING_COLUMNS: readonly FactColumn[] = [
  ["epoch", "bigint", "The claim (billing_ops.slice.claim_epoch) that staged the row."],
  ["request", "integer", "Which of the slice's requests answered it, from 0."],
  ["page", "integer", "The page within that request, from 1."],
];

const LINE_BASE: FactColumn = [
  "line_base",
  "text",
  "The line's Id or fingerprint, before repeats are numbered.",
];

function columnDefinition(
  column: string,
  type: string,
  isNotNull: boolean,
): ReturnType<typeof sql> {
  return sql`${sql.ref(column)} ${sql.raw(type)}${sql.raw(isNotNull ? " not null" : "")}`;
}
