import { describe, expect, test } from "vitest";
import type { Stream } from "../../src/domain/stream.ts";
import type { Claim, OpenRun, Warehouse } from "../../src/domain/warehouse.ts";
import { stream as regionStream } from "../../src/source/tencent/streams/partner-bill-by-region.ts";
import { stream as lineStream } from "../../src/source/tencent/streams/partner-bill-detail.ts";
import { billLine, billLines } from "../support/bill-line.ts";
import { type FreshDatabase, freshDatabase } from "../support/fresh-database.ts";
import { beginRun, claimed, NIGHT } from "../support/load-answers.ts";
import { openTestWarehouse } from "../support/open-test-warehouse.ts";
import { pageOf } from "../support/page-of.ts";
import { readText } from "../support/read-table.ts";
import { sliceOf } from "../support/slice-of.ts";

const SLICE = sliceOf(lineStream);
const MINUTE_MS = 60_000;

/** A page of one line, which the source could go on behind. */
const page = (number: number) => ({ ...unmarkedPage(number), mark: `mark ${number}` });

const unmarkedPage = (number: number) =>
  pageOf(SLICE, billLines(billLine({ Id: `${number}` })), { number });

type Try = { readonly run: OpenRun; readonly claim: Claim };

async function stage(warehouse: Warehouse, { claim }: Try, numbers: readonly number[], at = NIGHT) {
  for (const number of numbers) {
    await warehouse.slices.stage(claim, page(number), at);
  }
}

/** A try of the slice that staged `numbers` and whose process then died. */
async function deadTry(database: FreshDatabase, numbers: readonly number[]): Promise<Try> {
  await using warehouse = openTestWarehouse(database, [lineStream]);
  const run = await beginRun(warehouse);
  const dead = { run, claim: await claimed(warehouse, run, SLICE) };
  await stage(warehouse, dead, numbers);
  return dead;
}

const lines = async (database: FreshDatabase): Promise<readonly (string | null | undefined)[]> =>
  (await readText(database.pool, "select line_id from billing.bill_detail order by 1")).map(
    ({ line_id }) => line_id,
  );

const stagedAnywhere = async (database: FreshDatabase): Promise<number> =>
  (
    await readText(
      database.pool,
      `select epoch from billing_ops.staged_page
       union all select epoch from billing_ops.stage_bill_detail`,
    )
  ).length;

describe("pages that a try staged before it was cut off", () => {
  test("come with the next claim, in order, and are loaded with what is staged behind them", async () => {
    await using database = await freshDatabase();
    const { claim: old } = await deadTry(database, [1, 2, 3]);
    await using warehouse = openTestWarehouse(database, [lineStream]);
    const run = await beginRun(warehouse);
    const claim = await claimed(warehouse, run, SLICE);

    expect(claim.staged).toEqual(
      [1, 2, 3].map((number) => ({ request: 0, number, rows: 1, mark: `mark ${number}` })),
    );
    expect(BigInt(claim.epoch)).toBeGreaterThan(BigInt(old.epoch));
    await stage(warehouse, { run, claim }, [4]);
    expect(await warehouse.slices.load(claim, NIGHT)).toMatchObject({ rows: 4 });
    expect(await lines(database)).toEqual(["1", "2", "3", "4"]);
    expect(await stagedAnywhere(database)).toBe(0);
  });

  test("replace themselves when one of them is staged again", async () => {
    await using database = await freshDatabase();
    await deadTry(database, [1, 2]);
    await using warehouse = openTestWarehouse(database, [lineStream]);
    const run = await beginRun(warehouse);
    const claim = await claimed(warehouse, run, SLICE);
    await stage(warehouse, { run, claim }, [2, 3]);
    expect(await warehouse.slices.load(claim, NIGHT)).toMatchObject({ rows: 3 });
  });

  test("are forgotten when they are discarded: what is read anew is not doubled", async () => {
    await using database = await freshDatabase();
    await deadTry(database, [1, 2, 3]);
    await using warehouse = openTestWarehouse(database, [lineStream]);
    const run = await beginRun(warehouse);
    const claim = await claimed(warehouse, run, SLICE);
    await warehouse.slices.discard(claim);
    await stage(warehouse, { run, claim }, [1]);
    expect(await warehouse.slices.load(claim, NIGHT)).toMatchObject({ rows: 1 });
    expect(await stagedAnywhere(database)).toBe(0);
  });

  test("come up to the first that is missing: a page written ahead of its turn is read again", async () => {
    await using database = await freshDatabase();
    await deadTry(database, [1, 2, 4]);
    await using warehouse = openTestWarehouse(database, [lineStream]);
    const claim = await claimed(warehouse, await beginRun(warehouse), SLICE);
    expect(claim.staged.map(({ number }) => number)).toEqual([1, 2]);
    expect(await stagedAnywhere(database)).toBe(4);
  });

  test.each([
    ["the try was released", "release"],
    ["the try failed", "fail"],
  ] as const)("are kept where %s, for the same run as for the next", async (_, how) => {
    await using database = await freshDatabase();
    await using warehouse = openTestWarehouse(database, [lineStream]);
    const run = await beginRun(warehouse);
    const claim = await claimed(warehouse, run, SLICE);
    await stage(warehouse, { run, claim }, [1, 2]);
    const failure = { status: "failed", code: "X", message: "x", requestId: undefined } as const;
    await (how === "release"
      ? warehouse.slices.release(claim)
      : warehouse.slices.fail(claim, failure, NIGHT));
    expect((await claimed(warehouse, run, SLICE)).staged).toHaveLength(2);
  });
});

/** What the claim of a run that begins `afterMs` later gets. */
async function takenOver(database: FreshDatabase, afterMs: number, streams: readonly Stream[]) {
  await using warehouse = openTestWarehouse(database, streams);
  const run = await beginRun(warehouse, NIGHT + afterMs);
  const { staged } = await claimed(warehouse, run, SLICE, NIGHT + afterMs);
  return { pages: staged.length, left: await stagedAnywhere(database) };
}

describe("staged pages are of no use", () => {
  test("when they are older than an hour", async () => {
    await using database = await freshDatabase();
    await deadTry(database, [1, 2]);
    expect(await takenOver(database, 59 * MINUTE_MS, [lineStream])).toEqual({ pages: 2, left: 4 });
    expect(await takenOver(database, 61 * MINUTE_MS, [lineStream])).toEqual({ pages: 0, left: 0 });
  });

  test("when another version of the declaration made them", async () => {
    await using database = await freshDatabase();
    await deadTry(database, [1, 2]);
    await database.pool.query("update billing_ops.staged_page set declaration = 'older'");
    expect(await takenOver(database, 0, [lineStream])).toEqual({ pages: 0, left: 0 });
  });

  test("when the source cannot go on behind one of them", async () => {
    await using database = await freshDatabase();
    await using warehouse = openTestWarehouse(database, [lineStream]);
    const claim = await claimed(warehouse, await beginRun(warehouse), SLICE);
    await warehouse.slices.stage(claim, page(1), NIGHT);
    await warehouse.slices.stage(claim, unmarkedPage(2), NIGHT);
    await warehouse.slices.release(claim);
    expect(await takenOver(database, 0, [lineStream])).toMatchObject({ pages: 0 });
  });
});

test("a process that wakes up late adds nothing to what the new owner of its pages loads", async () => {
  await using database = await freshDatabase();
  await using late = openTestWarehouse(database, [lineStream]);
  const run = await beginRun(late);
  const old = { run, claim: await claimed(late, run, SLICE) };
  await stage(late, old, [1, 2]);
  await database.pool.query(
    "update billing_ops.run set lease_until = clock_timestamp() - interval '1 ms'",
  );
  await using warehouse = openTestWarehouse(database, [lineStream]);
  const claim = await claimed(warehouse, await beginRun(warehouse), SLICE);
  await stage(late, old, [2, 3, 4]);

  expect(await warehouse.slices.load(claim, NIGHT)).toMatchObject({ rows: 2 });
  await expect(late.slices.load(old.claim, NIGHT)).rejects.toMatchObject({ reason: "fenced" });
  expect(await lines(database)).toEqual(["1", "2"]);
});

test("what nobody will go on behind is forgotten by the next run, and what a live run stages is not", async () => {
  await using database = await freshDatabase();
  await deadTry(database, [1, 2]);
  await using live = openTestWarehouse(database, [lineStream, regionStream]);
  const run = await beginRun(live, NIGHT + 2 * 3_600_000);
  expect(await stagedAnywhere(database)).toBe(0);

  const claim = await claimed(live, run, SLICE, NIGHT);
  await stage(live, { run, claim }, [1]);
  await using next = openTestWarehouse(database, [lineStream, regionStream]);
  await beginRun(next, NIGHT + 4 * 3_600_000);
  expect(await stagedAnywhere(database)).toBe(2);
});
