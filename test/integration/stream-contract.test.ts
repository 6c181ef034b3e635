import { join } from "node:path";
import type { Pool } from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { ColumnKind } from "../../src/domain/column.ts";
import type { Stream } from "../../src/domain/stream.ts";
import { type Table, valueColumns } from "../../src/domain/table.ts";
import type { Warehouse } from "../../src/domain/warehouse.ts";
import { readStreams, STREAMS_DIR } from "../../src/source/tencent/read-streams.ts";
import { migrateToLatest } from "../../src/warehouse/postgres/migrate-schema.ts";
import { type FreshDatabase, freshDatabase } from "../support/fresh-database.ts";
import { loadAnswers } from "../support/load-answers.ts";
import { migrationFolder, migrationNames } from "../support/migration-folder.ts";
import { openTestWarehouse } from "../support/open-test-warehouse.ts";
import { readRows, readText, type TextRow } from "../support/read-table.ts";
import { sampleAnswer } from "../support/sample-answer.ts";
import { sliceOf } from "../support/slice-of.ts";

const MADE_UP_DIR = join(import.meta.dirname, "../fixtures/made-up");
const STREAMS = await readStreams();
const TABLES = Map.groupBy(
  STREAMS.flatMap(({ tables }) => tables),
  ({ name }) => name,
);

const TYPE_OF_KIND: Readonly<Record<ColumnKind, RegExp>> = {
  text: /^text$/,
  code: /^text$/,
  identifier: /^text$/,
  decimal: /^numeric$/, // with a precision it would round, or refuse, what the API sends
  integer: /^(bigint|integer)$/,
  time: /^timestamp with time zone$/,
  json: /^jsonb$/,
};

// The tables are only looked at: one database serves all of these tests.
let database: FreshDatabase;
beforeAll(async () => {
  database = await freshDatabase();
});
afterAll(async () => {
  await database[Symbol.asyncDispose]();
});

describe.each([...TABLES])("billing.%s", (name, declarations) => {
  test("has exactly the columns that its streams declare, in types that lose nothing", async () => {
    const columns = await readColumns(database.pool, `billing.${name}`);
    expect([...columns.keys()].toSorted()).toEqual(
      [...new Set(declarations.flatMap(tableColumns))].toSorted(),
    );
    expect(misfits(columns, declarations)).toEqual([]);
  });

  test("has a staging twin with exactly what the loader copies", async () => {
    const columns = await readColumns(database.pool, `billing_ops.stage_${name}`);
    const staged = declarations.flatMap((table) => [
      "epoch",
      "request",
      "page",
      "extra",
      "content_hash",
      ...(table.line === undefined ? [] : ["line_base"]),
      ...valueColumns(table),
    ]);
    expect([...columns.keys()].toSorted()).toEqual([...new Set(staged)].toSorted());
    expect(misfits(columns, declarations)).toEqual([]);
  });

  test("is keyed by account, UIN, month and the declared key", async () => {
    const rows = await readText(
      database.pool,
      `select attname from pg_index, unnest(indkey::int[]) with ordinality as k (attnum, place)
       join pg_attribute a on a.attnum = k.attnum
       where indisprimary and indrelid = $1::regclass and attrelid = indrelid order by place`,
      [`billing.${name}`],
    );
    for (const { uinColumn, key } of declarations) {
      const scope = uinColumn === undefined ? ["account"] : ["account", uinColumn, "bill_month"];
      expect(rows.map(({ attname }) => attname)).toEqual([...scope, ...key]);
    }
  });
});

describe.each(STREAMS.map((stream) => [stream.name, stream] as const))("%s", (_name, stream) => {
  test("fills its tables from an answer as declared, and the same answer again writes nothing", async () => {
    await using own = await freshDatabase();
    await using warehouse = openTestWarehouse(own, STREAMS);
    await loadRosterOf(stream, warehouse);
    const { first, again, before, after } = await loadTwice(own.pool, warehouse, stream);
    expect(first.rowsAdded + first.rowsChanged).toBeGreaterThan(0);
    expect(before.every((rows) => rows.length > 0)).toBe(true);
    expect(again).toEqual({ ...first, rowsAdded: 0, rowsChanged: 0, rowsRemoved: 0 });
    expect(after).toEqual(before);
  });
});

test("a new action is one stream file and one migration: shared code learns nothing of it", async () => {
  await using own = await freshDatabase();
  const file = join(MADE_UP_DIR, "9001-made-up-voucher.ts");
  await using migrations = await migrationFolder(await migrationNames(), {
    "9001-made-up-voucher.ts": `export * from ${JSON.stringify(file)};`,
  });
  const streams = await readStreams([STREAMS_DIR, join(MADE_UP_DIR, "streams")]);
  const stream = streams.find(({ name }) => name === "made_up_voucher");
  if (stream === undefined) {
    throw new Error("the made-up stream was not read");
  }

  expect(await migrateToLatest(own.db, migrations.path)).toEqual([
    { name: "9001-made-up-voucher", direction: "up" },
  ]);
  await using warehouse = openTestWarehouse(own, streams);
  const { first, again, before, after } = await loadTwice(own.pool, warehouse, stream);
  expect(first).toMatchObject({ rows: 2, rowsAdded: 2 });
  expect(again).toMatchObject({ rows: 2, rowsAdded: 0, rowsChanged: 0, rowsRemoved: 0 });
  expect(after).toEqual(before);
  const [slice] = await warehouse.slices.states();
  expect(slice).toMatchObject({ stream: "made_up_voucher", status: "loaded", rowCount: "2" });
});

/** What two nights with the same answer return, and the tables after each. */
async function loadTwice(pool: Pool, warehouse: Warehouse, stream: Stream) {
  const slice = sliceOf(stream);
  const answer = sampleAnswer(slice);
  const first = await loadAnswers(warehouse, slice, [answer]);
  const before = await readTables(pool, stream);
  const again = await loadAnswers(warehouse, slice, [answer]);
  return { first, again, before, after: await readTables(pool, stream) };
}

/** Every row of the stream's tables; where it lies too, unless a load notes in it when it was last seen. */
async function readTables(pool: Pool, stream: Stream): Promise<readonly (readonly TextRow[])[]> {
  return await Promise.all(
    stream.tables.map(async ({ name, mode }) => {
      const rows = await readRows(pool, `billing.${name}`);
      const isRewritten = mode === "roster";
      return isRewritten ? rows.map((row) => ({ ...row, ctid: null, xmin: null })) : rows;
    }),
  );
}

/** What enriches a roster needs its members there. */
async function loadRosterOf(stream: Stream, warehouse: Warehouse): Promise<void> {
  const rosters = STREAMS.filter(({ tables }) =>
    tables.some(
      ({ name, mode }) =>
        mode === "roster" &&
        stream.tables.some((own) => own.mode === "enrich" && own.name === name),
    ),
  );
  for (const roster of rosters) {
    const slice = sliceOf(roster);
    await loadAnswers(warehouse, slice, [sampleAnswer(slice)]);
  }
}

function tableColumns(table: Table): readonly string[] {
  const rowColumns = [
    "account",
    ...valueColumns(table),
    table.extraColumn ?? "extra",
    table.hashColumn ?? "content_hash",
    "run_id",
    "loaded_at",
  ];
  return table.mode === "replace"
    ? [
        ...rowColumns,
        table.uinColumn ?? "customer_uin",
        "bill_month",
        ...(table.line === undefined ? [] : ["line_id"]),
      ]
    : [...rowColumns, "first_seen_at", "last_seen_at", "unbound_at"];
}

/** Columns whose type cannot hold what the kind of their declaration may bring. */
function misfits(
  columns: ReadonlyMap<string, string>,
  declarations: readonly Table[],
): readonly string[] {
  return declarations
    .flatMap(({ columns: own, outerColumns = {} }) => Object.entries({ ...outerColumns, ...own }))
    .filter(([name, { kind }]) => !TYPE_OF_KIND[kind].test(columns.get(name) ?? ""))
    .map(([name, { kind }]) => `${name}: ${kind} in ${columns.get(name)}`);
}

async function readColumns(pool: Pool, table: string): Promise<ReadonlyMap<string, string>> {
  const { rows } = await pool.query<{ name: string; type: string }>(
    `select attname as name, format_type(atttypid, atttypmod) as type from pg_attribute
     where attrelid = $1::regclass and attnum > 0 and not attisdropped`,
    [table],
  );
  return new Map(rows.map(({ name, type }) => [name, type]));
}
