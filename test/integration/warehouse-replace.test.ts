import { setTimeout as sleep } from "node:timers/promises";
import type { Pool } from "pg";
import { describe, expect, test } from "vitest";
import type { JsonObject } from "../../src/domain/json.ts";
import type { Page } from "../../src/domain/source.ts";
import { stream as byProduct } from "../../src/source/tencent/streams/customer-bill-by-product.ts";
import { stream as byPayMode } from "../../src/source/tencent/streams/partner-bill-by-pay-mode.ts";
import { stream as byRegion } from "../../src/source/tencent/streams/partner-bill-by-region.ts";
import { stream as lineStream } from "../../src/source/tencent/streams/partner-bill-detail.ts";
import { billLine, billLines } from "../support/bill-line.ts";
import { freshDatabase } from "../support/fresh-database.ts";
import { beginRun, claimed, loadAnswers, NIGHT, stageAnswers } from "../support/load-answers.ts";
import { openTestWarehouse } from "../support/open-test-warehouse.ts";
import { pageOf } from "../support/page-of.ts";
import { readRows, readText } from "../support/read-table.ts";
import { sliceOf } from "../support/slice-of.ts";

const payModes = (...actions: readonly string[]): JsonObject => ({
  SummaryOverview: [
    {
      PayMode: "prePay",
      PayModeName: "Subscription",
      OriginalCost: "2.0",
      TotalCost: `${actions.length}.0`,
      Detail: actions.map((ActionType) => ({ ActionType, TotalCost: "1.0" })),
    },
  ],
});

const regions = (...costs: readonly (readonly [string, string])[]): JsonObject => ({
  SummaryOverview: costs.map(([RegionId, TotalCost]) => ({ RegionId, TotalCost })),
});

const linePage = (number: number, ...ids: readonly string[]): Page =>
  pageOf(sliceOf(lineStream), billLines(...ids.map((Id) => billLine({ Id }))), { number });

/** An answer whose amounts are all the number of its night, in two tables. */
const groupsOf = (night: number): JsonObject => ({
  SummaryDetail: Array.from({ length: 200 }, (_, group) => ({
    GroupKey: `p_${group}`,
    TotalCost: `${night}`,
    Business: [{ BusinessCode: "p", TotalCost: `${night}` }],
  })),
});

/** Everything a reader or the next run can see, except what was staged. */
async function readEverything(pool: Pool): Promise<unknown> {
  const tables = await readText(
    pool,
    `select oid::regclass::text as name from pg_class
     where relnamespace in ('billing'::regnamespace, 'billing_ops'::regnamespace)
       and relkind in ('r') and relname not like 'stage%'`,
  );
  return await Promise.all(
    tables.map(async ({ name }) => [name, await readRows(pool, name ?? "")]),
  );
}

describe("a load that fails", () => {
  test("in its second table takes back what it did to the first", async () => {
    await using database = await freshDatabase();
    await using warehouse = openTestWarehouse(database, [byPayMode]);
    const slice = sliceOf(byPayMode);
    await loadAnswers(warehouse, slice, [payModes("buy", "renew")]);
    const claim = await claimed(warehouse, await beginRun(warehouse), slice);
    await stageAnswers(warehouse, claim, [payModes("buy", "buy", "refund")]);
    const before = await readEverything(database.pool);

    await expect(warehouse.slices.load(claim, NIGHT)).rejects.toMatchObject({
      name: "SliceError",
      failure: "drift",
      code: "RepeatedKey",
      message: expect.stringContaining("prePay"),
    });
    expect(await readEverything(database.pool)).toEqual(before);
  });

  test("because PostgreSQL refuses the row takes everything back, and says what PostgreSQL said", async () => {
    await using database = await freshDatabase();
    await using warehouse = openTestWarehouse(database, [byRegion]);
    const slice = sliceOf(byRegion);
    await loadAnswers(warehouse, slice, [regions(["1", "1.0"])]);
    await database.pool.query(
      "alter table billing.partner_bill_by_region add constraint not_too_dear check (total_cost < 100)",
    );
    const claim = await claimed(warehouse, await beginRun(warehouse), slice);
    await stageAnswers(warehouse, claim, [regions(["1", "2.0"], ["2", "100"])]);
    const before = await readEverything(database.pool);

    await expect(warehouse.slices.load(claim, NIGHT)).rejects.toMatchObject({
      name: "SliceError",
      failure: "failed",
      code: "23514",
      message: expect.stringContaining("not_too_dear"),
    });
    expect(await readEverything(database.pool)).toEqual(before);
  });

  test("is noted with its reason, keeps the rows and what was staged, and frees the slice", async () => {
    await using database = await freshDatabase();
    await using warehouse = openTestWarehouse(database, [byRegion]);
    const slice = sliceOf(byRegion);
    await loadAnswers(warehouse, slice, [regions(["1", "1.0"])]);
    const rows = await readRows(database.pool, "billing.partner_bill_by_region");
    const run = await beginRun(warehouse);
    const claim = await claimed(warehouse, run, slice);
    await stageAnswers(warehouse, claim, [regions(["2", "2.0"])]);
    const failure = { status: "failed", code: "X", message: "why", requestId: "r-1" } as const;
    await warehouse.slices.fail(claim, failure, NIGHT + 1000);

    expect(await readRows(database.pool, "billing.partner_bill_by_region")).toEqual(rows);
    expect(await warehouse.slices.stagedRows(claim)).toBe(1);
    expect(await readText(database.pool, "select * from billing_ops.slice")).toEqual([
      expect.objectContaining({
        status: "failed",
        row_count: "1",
        amount: "1.0",
        last_success_at: "2026-11-10 01:30:00+00",
        last_attempt_at: "2026-11-10 01:30:01+00",
        error_code: "X",
        error_message: "why",
        request_id: "r-1",
        claimed_by: null,
      }),
    ]);
    expect(await warehouse.slices.claim(run, slice, NIGHT)).toMatchObject({ kind: "claimed" });
  });
});

describe("staged pages", () => {
  test("are seen by no reader of the bills, and forgotten when discarded or loaded", async () => {
    await using database = await freshDatabase();
    await using warehouse = openTestWarehouse(database, [lineStream]);
    const claim = await claimed(warehouse, await beginRun(warehouse), sliceOf(lineStream));
    await warehouse.slices.stage(claim, linePage(1, "1", "2"), NIGHT);
    await warehouse.slices.stage(claim, linePage(2, "3"), NIGHT);
    expect(await warehouse.slices.stagedRows(claim)).toBe(3);
    await warehouse.slices.discard(claim);
    expect(await warehouse.slices.stagedRows(claim)).toBe(0);

    await warehouse.slices.stage(claim, linePage(1, "9"), NIGHT);
    expect(await readRows(database.pool, "billing.bill_detail")).toEqual([]);
    await warehouse.slices.load(claim, NIGHT);
    const rows = await readRows(database.pool, "billing.bill_detail");
    expect(rows.map((row) => row["line_id"])).toEqual(["9"]);
    expect(await readText(database.pool, "select from billing_ops.stage_bill_detail")).toEqual([]);
  });

  test("replace themselves when they are staged again", async () => {
    await using database = await freshDatabase();
    await using warehouse = openTestWarehouse(database, [lineStream]);
    const claim = await claimed(warehouse, await beginRun(warehouse), sliceOf(lineStream));
    await warehouse.slices.stage(claim, linePage(1, "1", "2"), NIGHT);
    await warehouse.slices.stage(claim, linePage(2, "3"), NIGHT);
    await warehouse.slices.stage(claim, linePage(1, "1"), NIGHT);
    expect(await warehouse.slices.stagedRows(claim)).toBe(2);
  });

  test("that a crash of the server wiped out are missed: the slice is not loaded without them", async () => {
    await using database = await freshDatabase();
    await using warehouse = openTestWarehouse(database, [lineStream]);
    const slice = sliceOf(lineStream);
    await loadAnswers(warehouse, slice, [billLines(billLine({ Id: "1" }), billLine({ Id: "2" }))]);
    const before = await readRows(database.pool, "billing.bill_detail");
    const claim = await claimed(warehouse, await beginRun(warehouse), slice);
    await warehouse.slices.stage(claim, linePage(1, "1"), NIGHT);
    // What crash recovery does to every unlogged table.
    await database.pool.query("truncate billing_ops.stage_bill_detail, billing_ops.staged_page");
    await warehouse.slices.stage(claim, linePage(2, "2"), NIGHT);

    await expect(warehouse.slices.load(claim, NIGHT)).rejects.toMatchObject({
      name: "SliceError",
      failure: "inconsistent",
      code: "StagingLost",
    });
    expect(await readRows(database.pool, "billing.bill_detail")).toEqual(before);
  });
});

test("readers see the old slice or the new one, in all its tables, while it is loaded", async () => {
  await using database = await freshDatabase();
  await using reading = database.openAgain();
  await using warehouse = openTestWarehouse(database, [byProduct]);
  const slice = sliceOf(byProduct);
  await loadAnswers(warehouse, slice, [groupsOf(0)]);
  const stop = new AbortController();
  const seen = new Set<string | null | undefined>();
  const reader = (async () => {
    while (!stop.signal.aborted) {
      const [row] = await readText(
        reading.pool,
        `select string_agg(distinct total_cost || ' × ' || rows, ', ') as nights from (
           select total_cost, count(*) as rows from (
             select total_cost from billing.customer_bill_by_group
             union all select total_cost from billing.customer_bill_by_group_product) as all_rows
           group by total_cost) as by_night`,
      );
      seen.add(row?.["nights"]);
      await sleep(1);
    }
  })();
  for (let night = 1; night <= 5; night += 1) {
    await loadAnswers(warehouse, slice, [groupsOf(night)]);
  }
  stop.abort();
  await reader;
  expect(seen.size).toBeGreaterThan(2);
  expect([...seen].filter((nights) => !/^[0-5] × 400$/.test(nights ?? ""))).toEqual([]);
});

test("the bookkeeping of a load says when it was loaded and when it last changed, and has a row for each that changed something", async () => {
  await using database = await freshDatabase();
  await using warehouse = openTestWarehouse(database, [byRegion]);
  const slice = sliceOf(byRegion);
  const nextNight = NIGHT + 86_400_000;
  const state =
    "select status, row_count, amount, last_success_at, last_changed_at from billing_ops.slice";
  await loadAnswers(warehouse, slice, [regions(["1", "1.10"], ["2", "2.2"])]);
  await loadAnswers(warehouse, slice, [regions(["2", "2.2"], ["1", "1.10"])], nextNight);
  expect(await readText(database.pool, state)).toEqual([
    {
      status: "loaded",
      row_count: "2",
      amount: "3.30",
      last_success_at: "2026-11-11 01:30:00+00",
      last_changed_at: "2026-11-10 01:30:00+00",
    },
  ]);
  await loadAnswers(warehouse, slice, [regions()], nextNight);
  expect(await readText(database.pool, state)).toEqual([
    expect.objectContaining({ status: "empty", row_count: "0", amount: "0" }),
  ]);
  const loads = await readText(
    database.pool,
    `select is_first, row_count, amount, rows_added, rows_changed, rows_removed
     from billing_ops.slice_load order by load_id`,
  );
  expect(loads.map((row) => Object.values(row).join(" "))).toEqual([
    "t 2 3.30 2 0 0",
    "f 0 0 0 0 2",
  ]);
});
