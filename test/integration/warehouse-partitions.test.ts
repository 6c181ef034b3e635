import type { Pool } from "pg";
import { expect, test } from "vitest";
import { stream } from "../../src/source/tencent/streams/partner-bill-detail.ts";
import { billLine, billLines } from "../support/bill-line.ts";
import { createRole, freshDatabase } from "../support/fresh-database.ts";
import { loadAnswers } from "../support/load-answers.ts";
import { openTestWarehouse } from "../support/open-test-warehouse.ts";
import { readRows, readText } from "../support/read-table.ts";
import { sliceOf } from "../support/slice-of.ts";

const MONTHS = ["2026-09", "2026-10", "2026-12"];

async function partitions(pool: Pool): Promise<readonly unknown[]> {
  const rows = await readText(
    pool,
    `select relname, pg_get_expr(relpartbound, oid) as bound, obj_description(oid, 'pg_class') as says
     from pg_class where relispartition and relkind = 'r' order by relname`,
  );
  return rows.map((row) => Object.values(row).join(" | "));
}

const THREE_MONTHS = [
  "bill_detail_2026_09 | FOR VALUES FROM ('2026-09-01') TO ('2026-10-01') | Partition of billing.bill_detail for the bill month 2026-09.",
  "bill_detail_2026_10 | FOR VALUES FROM ('2026-10-01') TO ('2026-11-01') | Partition of billing.bill_detail for the bill month 2026-10.",
  "bill_detail_2026_12 | FOR VALUES FROM ('2026-12-01') TO ('2027-01-01') | Partition of billing.bill_detail for the bill month 2026-12.",
];

test("a month gets one partition, however often and by however many it is asked for", async () => {
  await using database = await freshDatabase();
  await using here = openTestWarehouse(database, [stream]);
  await using other = database.openAgain();
  await using there = openTestWarehouse(other, [stream]);
  const orders = [MONTHS, MONTHS.toReversed(), MONTHS, MONTHS.toReversed()];
  await Promise.all(
    orders.map(async (months, index) => {
      await (index < 2 ? here : there).slices.prepareMonths(months);
    }),
  );
  await here.slices.prepareMonths(MONTHS);
  expect(await partitions(database.pool)).toEqual(THREE_MONTHS);
});

test("a partition has every index of the table", async () => {
  await using database = await freshDatabase();
  await using warehouse = openTestWarehouse(database, [stream]);
  await warehouse.slices.prepareMonths(["2026-10"]);
  const indexes = await readText(
    database.pool,
    `select inhparent::regclass as of, indisvalid from pg_inherits join pg_index on indexrelid = inhrelid
     order by 1`,
  );
  expect(indexes).toEqual([
    { of: "billing.bill_detail_pkey", indisvalid: "t" },
    { of: "billing.bill_detail_instance_id_idx", indisvalid: "t" },
  ]);
});

test("a partition is made while a reader is in the middle of the table, and holds up no other reader", async () => {
  await using database = await freshDatabase();
  await using warehouse = openTestWarehouse(database, [stream]);
  await loadAnswers(warehouse, sliceOf(stream), [billLines(billLine())]);
  const reader = await database.pool.connect();
  try {
    await reader.query("begin");
    await reader.query("select * from billing.bill_detail");
    const made = warehouse.slices.prepareMonths(["2026-11"]);
    await database.pool.query("set statement_timeout = '2s'; select * from billing.bill_detail");
    await made;
    expect(await partitions(database.pool)).toHaveLength(2);
    expect((await reader.query("select * from billing.bill_detail")).rowCount).toBe(1);
    await reader.query("commit");
  } finally {
    reader.release();
  }
});

test("a role that may load, and owns nothing, gets its partitions and loads into them", async () => {
  await using database = await freshDatabase();
  const role = await createRole(database);
  await database.pool.query(`
    grant usage on schema billing, billing_ops to public;
    grant select, insert, update, delete on all tables in schema billing, billing_ops to public;
    grant usage on all sequences in schema billing_ops to public`);
  await using loading = database.openAgain(role);
  await using warehouse = openTestWarehouse(loading, [stream]);
  await expect(loading.pool.query("create table billing.mine (a integer)")).rejects.toThrow(
    /permission denied/,
  );
  const result = await loadAnswers(warehouse, sliceOf(stream), [billLines(billLine())]);
  expect(result).toMatchObject({ rowsAdded: 1 });
  expect(await readRows(database.pool, "billing.bill_detail_2026_10")).toHaveLength(1);
  const owners = await readText(
    database.pool,
    "select distinct relowner::regrole from pg_class where relname like 'bill_detail%'",
  );
  expect(owners).toHaveLength(1);
});

test("only a table that is partitioned by month gets partitions", async () => {
  await using database = await freshDatabase();
  for (const parent of ["customer", "no_such_table", "bill_detail_2026_10", "run"]) {
    await expect(
      database.pool.query("select billing_ops.ensure_month_partition($1, '2026-10-01')", [parent]),
    ).rejects.toThrow(/is not partitioned by month/);
  }
});
