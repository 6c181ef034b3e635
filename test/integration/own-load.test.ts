import { expect, test } from "vitest";
import type { JsonObject } from "../../src/domain/json.ts";
import type { Claim, Warehouse } from "../../src/domain/warehouse.ts";
import { stream } from "../../src/source/tencent/streams/partner-bill-by-region.ts";
import { readOwnLoad } from "../../src/warehouse/postgres/read-own-load.ts";
import { type FreshDatabase, freshDatabase } from "../support/fresh-database.ts";
import { beginRun, claimed, NIGHT, stageAnswers } from "../support/load-answers.ts";
import { openTestWarehouse } from "../support/open-test-warehouse.ts";
import { sliceOf } from "../support/slice-of.ts";

const regions = (...costs: readonly string[]): JsonObject => ({
  SummaryOverview: costs.map((TotalCost, index) => ({ RegionId: `${index}`, TotalCost })),
});

async function claim(warehouse: Warehouse, answer: JsonObject): Promise<Claim> {
  const taken = await claimed(warehouse, await beginRun(warehouse), sliceOf(stream));
  await stageAnswers(warehouse, taken, [answer]);
  return taken;
}

async function ownLoad(database: FreshDatabase, of: Claim): ReturnType<typeof readOwnLoad> {
  const client = await database.pool.connect();
  try {
    return await readOwnLoad(client, of);
  } finally {
    client.release();
  }
}

// What is asked after a COMMIT whose answer never came.
test("a load is recognised by its claim with what it changed, also where that is nothing", async () => {
  await using database = await freshDatabase();
  await using warehouse = openTestWarehouse(database, [stream]);
  for (const answer of [regions("1.0", "2.0"), regions("1.0", "2.0"), regions("3.0")]) {
    const taken = await claim(warehouse, answer);
    expect(await ownLoad(database, taken)).toBeUndefined();
    const loaded = await warehouse.slices.load(taken, NIGHT);
    expect(await ownLoad(database, taken)).toEqual(loaded);
  }
});

test("a load is not taken for another claim's", async () => {
  await using database = await freshDatabase();
  await using warehouse = openTestWarehouse(database, [stream]);
  const first = await claim(warehouse, regions("1.0"));
  await warehouse.slices.load(first, NIGHT);
  const second = await claim(warehouse, regions("1.0"));
  expect(await ownLoad(database, first)).toBeUndefined();
  expect(await ownLoad(database, second)).toBeUndefined();
  await warehouse.slices.release(second);
  expect(await ownLoad(database, second)).toBeUndefined();
});

test("a load that changed nothing leaves no row of its own, only the slice says when it was", async () => {
  await using database = await freshDatabase();
  await using warehouse = openTestWarehouse(database, [stream]);
  const runs: string[] = [];
  for (const answer of [regions("1.0"), regions("1.0")]) {
    const taken = await claim(warehouse, answer);
    await warehouse.slices.load(taken, NIGHT);
    runs.push(taken.runId);
  }
  const { rows } = await database.pool.query(
    `select (select array_agg(run_id::text) from billing_ops.slice_load) as loads, last_run_id
     from billing_ops.slice`,
  );
  expect(rows).toEqual([{ loads: [runs[0]], last_run_id: runs[1] }]);
});
