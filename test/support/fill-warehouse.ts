import type { Pool } from "pg";
import type { Stream } from "../../src/domain/stream.ts";
import type { Tenant } from "../../src/simulator/tenant/tenant.ts";
import { readStreams } from "../../src/source/tencent/read-streams.ts";
import { noteStreams } from "../../src/warehouse/postgres/note-streams.ts";
import { type TrueSlice, trueSlices, type TruthScope } from "./truth/true-slices.ts";

const ROWS_AT_ONCE = 5000;

type JsonRow = Readonly<Record<string, unknown>>;

/**
 * Puts every bill of the scope into the warehouse as a good run would have left it, a thousand times
 * faster than one: without journal, hashes and staging.
 */
export async function fillWarehouse(pool: Pool, tenant: Tenant, scope: TruthScope): Promise<void> {
  const slices = await trueSlices(tenant, scope);
  const loadedAt = new Date(scope.now).toISOString();
  for (const month of scope.months) {
    await pool.query("select billing_ops.ensure_month_partition('bill_detail', $1)", [
      `${month}-01`,
    ]);
  }
  const rowsByTable = Map.groupBy(
    slices.flatMap(({ tables }) =>
      tables.flatMap(({ place, rows }) =>
        rows.map((row, index) => ({ table: place.table, row: { ...row, ...keyOf(row, index) } })),
      ),
    ),
    ({ table }) => table,
  );
  for (const [table, rows] of rowsByTable) {
    const stamp = {
      content_hash: "00000000-0000-0000-0000-000000000000",
      run_id: 1,
      loaded_at: loadedAt,
    };
    await insert(
      pool,
      `billing.${table}`,
      rows.map(({ row }) => ({ ...row, ...stamp })),
    );
  }
  await insert(
    pool,
    "billing_ops.slice",
    slices.map((slice) => bookRow(slice, loadedAt)),
  );
  const streams = await readStreams();
  await noteStreams(pool, streams);
  for (const stream of streams) {
    await addUpSlices(pool, stream);
  }
  await pool.query(
    `select billing_ops.roll_up_bill_lines(account, customer_uin, bill_month, source_action)
     from (select distinct account, customer_uin, bill_month, source_action
       from billing.bill_detail) slice`,
  );
  await pool.query("analyze");
}

/** Gives the stream's slices the amount that their rows in its main table come to. */
async function addUpSlices(pool: Pool, { name, tables: [table] }: Stream): Promise<void> {
  if (table?.amount === undefined || table.uinColumn === undefined) {
    return;
  }
  const constants = Object.entries(table.constants)
    .map(([column, value]) => ` and t.${column} = '${value}'`)
    .join("");
  await pool.query(
    `update billing_ops.slice s set amount = (
       select coalesce(sum(t.${table.amount}), 0) from billing.${table.name} t
       where t.account = s.account and t.${table.uinColumn} = s.uin
         and t.bill_month = s.bill_month${constants})
     where s.stream = $1`,
    [name],
  );
}

/** A line without Id has some other key; what repeats is numbered. */
function keyOf(row: JsonRow, index: number): JsonRow {
  return {
    line_id: row["line_id"] ?? `h1:${index}#1`,
    tags: typeof row["tags"] === "string" ? JSON.parse(row["tags"]) : null,
    ordinal: index + 1,
    business_ordinal: 1,
  };
}

function bookRow({ account, stream, uin, month, tables }: TrueSlice, loadedAt: string): JsonRow {
  const rows = tables[0]?.rows.length ?? 0;
  return {
    account,
    stream,
    uin,
    bill_month: month,
    status: rows === 0 ? "empty" : "loaded",
    row_count: rows,
    promised_rows: stream.endsWith("_detail") ? rows : null,
    last_success_at: loadedAt,
    last_changed_at: loadedAt,
    last_attempt_at: loadedAt,
    claim_epoch: 1,
    load_epoch: 1,
  };
}

async function insert(pool: Pool, table: string, rows: readonly JsonRow[]): Promise<void> {
  for (let start = 0; start < rows.length; start += ROWS_AT_ONCE) {
    await pool.query(
      `insert into ${table} select * from json_populate_recordset(null::${table}, $1)`,
      [JSON.stringify(rows.slice(start, start + ROWS_AT_ONCE))],
    );
  }
}
