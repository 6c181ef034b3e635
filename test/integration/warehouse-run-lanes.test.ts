import { expect, test } from "vitest";
import type { RunKind } from "../../src/domain/run.ts";
import type { OpenRun, Warehouse } from "../../src/domain/warehouse.ts";
import { freshDatabase } from "../support/fresh-database.ts";
import { NIGHT, NO_COUNTS } from "../support/load-answers.ts";
import { openTestWarehouse } from "../support/open-test-warehouse.ts";

async function begin(warehouse: Warehouse, kind: RunKind): Promise<OpenRun> {
  const run = await warehouse.runs.begin({ kind, scope: { months: ["2026-10"] }, now: NIGHT });
  if (run === undefined) {
    throw new Error("a run without a tick was refused");
  }
  return run;
}

test("a backfill sees the lanes in which live syncs have slices to begin, and a sync sees none", async () => {
  await using database = await freshDatabase();
  await using warehouse = openTestWarehouse(database, []);
  const { runs } = warehouse;
  const [sync, demo, backfill] = [
    await begin(warehouse, "sync"),
    await begin(warehouse, "demo"),
    await begin(warehouse, "backfill"),
  ];
  await runs.noteBusyLanes(sync, ["detail", "total"]);
  await runs.noteBusyLanes(demo, ["total", "list"]);
  await runs.noteBusyLanes(backfill, ["other"]);
  expect([...(await runs.lanesAhead(backfill))].toSorted()).toEqual(["detail", "list", "total"]);
  expect([...(await runs.lanesAhead(sync))]).toEqual([]);

  await runs.noteBusyLanes(sync, ["total"]);
  const end = { status: "succeeded", exitCode: 0, now: NIGHT, counts: NO_COUNTS } as const;
  await runs.finish(demo, end);
  expect([...(await runs.lanesAhead(backfill))]).toEqual(["total"]);
});

test("a backfill waits for nobody who is dead", async () => {
  await using database = await freshDatabase();
  await using warehouse = openTestWarehouse(database, []);
  const [sync, backfill] = [await begin(warehouse, "sync"), await begin(warehouse, "backfill")];
  await warehouse.runs.noteBusyLanes(sync, ["detail"]);
  await database.pool.query(
    "update billing_ops.run set lease_until = clock_timestamp() - interval '1 ms' where run_id = $1",
    [sync.runId],
  );
  expect(await warehouse.runs.lanesAhead(backfill)).toEqual(new Set());
});
