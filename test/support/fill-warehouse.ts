import type { Pool } from "pg";
import type { Tenant } from "../../src/simulator/tenant/tenant.ts";
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
  await pool.query("analyze");
}

/** A line without Id has some other key; what repeats is numbered. */
function keyOf(row: JsonRow, index: number): JsonRow {
  return {
    line_id: row["line_id"] ?? `h1:${index}#1`,
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
