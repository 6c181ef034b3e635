import { describe, expect, test } from "vitest";
import type { JsonObject } from "../../src/domain/json.ts";
import { stream } from "../../src/source/tencent/streams/partner-bill-by-product.ts";
import { pruneJournal } from "../../src/warehouse/postgres/prune-journal.ts";
import { type FreshDatabase, freshDatabase } from "../support/fresh-database.ts";
import { loadAnswers, NIGHT } from "../support/load-answers.ts";
import { openTestWarehouse } from "../support/open-test-warehouse.ts";
import { readText } from "../support/read-table.ts";
import { sliceOf } from "../support/slice-of.ts";

const DAY_MS = 86_400_000;

const bill = (costs: Readonly<Record<string, string>>): JsonObject => ({
  SummaryOverview: Object.entries(costs).map(([BusinessCode, TotalCost]) => ({
    BusinessCode,
    BusinessCodeName: `product ${BusinessCode}`,
    TotalCost,
  })),
});

/** One slice that was loaded anew on the night of each bill. */
async function loadNights(
  database: FreshDatabase,
  ...bills: readonly Readonly<Record<string, string>>[]
): Promise<void> {
  await using warehouse = openTestWarehouse(database, [stream]);
  for (const [night, costs] of bills.entries()) {
    await loadAnswers(warehouse, sliceOf(stream), [bill(costs)], NIGHT + night * DAY_MS);
  }
}

async function prune(
  database: FreshDatabase,
  night: number,
  options: { readonly batchSize?: number; readonly signal?: AbortSignal } = {},
): Promise<number> {
  const signal = options.signal ?? new AbortController().signal;
  return await pruneJournal(database, { before: NIGHT + night * DAY_MS, ...options, signal });
}

const LOADS = `select is_first, row_count, amount, folded_rows, folded_amount
  from billing_ops.slice_load order by load_id`;
const ENTRIES = `select change, row_key ->> 'business_code' as product
  from billing_ops.bill_change order by change_id`;
const BALANCE = "select row_difference, amount_difference from billing_ops.journal_balance";

const THREE_NIGHTS = [
  { a: "1.0", b: "2.0" },
  { a: "1.5", c: "4.0" },
  { a: "1.5", c: "5.00" },
] as const;

describe("an entry that is old enough", () => {
  test("goes, and what its slice's entries came to is in the first load, which says how much of it", async () => {
    await using database = await freshDatabase();
    await loadNights(database, ...THREE_NIGHTS);
    expect(await readText(database.pool, ENTRIES)).toHaveLength(4);

    expect(await prune(database, 2)).toBe(3);

    expect(await readText(database.pool, ENTRIES)).toEqual([{ change: "changed", product: "c" }]);
    expect(await readText(database.pool, LOADS)).toEqual([
      { is_first: "t", row_count: "2", amount: "5.5", folded_rows: "0", folded_amount: "2.5" },
      { is_first: "f", row_count: "2", amount: "6.50", folded_rows: "0", folded_amount: "0" },
    ]);
    expect(await readText(database.pool, BALANCE)).toEqual([
      { row_difference: "0", amount_difference: "0.00" },
    ]);
  });

  test("goes in batches of any size with the same end", async () => {
    await using whole = await freshDatabase();
    await using parts = await freshDatabase();
    await loadNights(whole, ...THREE_NIGHTS);
    await loadNights(parts, ...THREE_NIGHTS);
    expect(await prune(whole, 9)).toBe(4);
    expect(await prune(parts, 9, { batchSize: 1 })).toBe(4);
    expect(await readText(parts.pool, LOADS)).toEqual(await readText(whole.pool, LOADS));
    expect(await readText(parts.pool, ENTRIES)).toEqual([]);
  });

  test("stays where nobody knows which table of its stream counts", async () => {
    await using database = await freshDatabase();
    await loadNights(database, ...THREE_NIGHTS);
    await database.pool.query("delete from billing_ops.stream");
    expect(await prune(database, 9)).toBe(0);
    expect(await readText(database.pool, ENTRIES)).toHaveLength(4);
  });

  test("stays while another process prunes", async () => {
    await using database = await freshDatabase();
    await loadNights(database, ...THREE_NIGHTS);
    const other = await database.pool.connect();
    await other.query("begin; select pg_advisory_xact_lock(1112166482, 0)");
    expect(await prune(database, 9)).toBe(0);
    await other.query("rollback");
    other.release();
    expect(await prune(database, 9)).toBe(4);
  });
});

test("nothing is pruned once somebody has said stop", async () => {
  await using database = await freshDatabase();
  await loadNights(database, ...THREE_NIGHTS);
  expect(await prune(database, 9, { signal: AbortSignal.abort() })).toBe(0);
});
