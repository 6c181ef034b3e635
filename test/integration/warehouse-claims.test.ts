import type { Pool } from "pg";
import { describe, expect, test } from "vitest";
import { stream } from "../../src/source/tencent/streams/partner-bill-by-region.ts";
import { freshDatabase } from "../support/fresh-database.ts";
import { beginRun, claimed, loadAnswers, NIGHT, stageAnswers } from "../support/load-answers.ts";
import { openTestWarehouse } from "../support/open-test-warehouse.ts";
import { readText } from "../support/read-table.ts";
import { sliceOf } from "../support/slice-of.ts";

const SLICE = sliceOf(stream);
const bill = (TotalCost: string) => ({ SummaryOverview: [{ RegionId: "1", TotalCost }] });
const COSTS = "select total_cost from billing.partner_bill_by_region";

/** One database as two processes have it open. */
async function openTwo() {
  const stack = new AsyncDisposableStack();
  const database = stack.use(await freshDatabase());
  const here = stack.use(openTestWarehouse(database, [stream]));
  const there = stack.use(openTestWarehouse(stack.use(database.openAgain()), [stream]));
  return {
    pool: database.pool,
    here,
    there,
    [Symbol.asyncDispose]: async () => await stack.disposeAsync(),
  };
}

/** Makes the run look as if its process had slept for longer than its lease. */
async function endLease(pool: Pool, runId: string): Promise<void> {
  await pool.query(
    "update billing_ops.run set lease_until = clock_timestamp() - interval '1 ms' where run_id = $1",
    [runId],
  );
}

describe("a slice is loaded by one run at a time", () => {
  test("however many runs ask for it at once", async () => {
    await using two = await openTwo();
    const [mine, theirs] = [await beginRun(two.here), await beginRun(two.there)];
    const slices = Array.from({ length: 25 }, (_, index) => sliceOf(stream, { uin: `${index}` }));
    await two.here.slices.register(slices);
    const answers = await Promise.all(
      slices.map(
        async (slice) =>
          await Promise.all([
            two.here.slices.claim(mine, slice, NIGHT),
            two.there.slices.claim(theirs, slice, NIGHT),
          ]),
      ),
    );
    const kinds = answers.map((pair) => pair.map(({ kind }) => kind).toSorted());
    expect(kinds).toEqual(slices.map(() => ["claimed", "held"]));
    const epochs = answers
      .flat()
      .flatMap((answer) => (answer.kind === "claimed" ? [answer.claim.epoch] : []));
    expect(new Set(epochs).size).toBe(slices.length);
  });

  test("who it is, is told; when that run lets go, the next may have it", async () => {
    await using two = await openTwo();
    const [mine, theirs] = [await beginRun(two.here), await beginRun(two.there)];
    const claim = await claimed(two.here, mine, SLICE);
    const held = { kind: "held", byRun: mine.runId };
    expect(await two.there.slices.claim(theirs, SLICE, NIGHT)).toEqual(held);
    await two.here.slices.release(claim);
    expect(await two.there.slices.claim(theirs, SLICE, NIGHT)).toMatchObject({ kind: "claimed" });
    expect(await two.here.slices.claim(mine, SLICE, NIGHT)).toMatchObject({
      kind: "held",
      byRun: theirs.runId,
    });
  });

  test("a slice that was never registered is a defect and said so", async () => {
    await using two = await openTwo();
    const run = await beginRun(two.here);
    await expect(two.here.slices.claim(run, SLICE, NIGHT)).rejects.toThrow(/was not registered/);
  });
});

describe("a slice counts as loaded", () => {
  test("for every run that began before the load, whoever loaded it", async () => {
    await using two = await openTwo();
    const theirs = await beginRun(two.there);
    await loadAnswers(two.here, SLICE, [bill("1.0")]);
    expect(await two.there.slices.claim(theirs, SLICE, NIGHT)).toMatchObject({ kind: "loaded" });
  });

  test("also when the answer was empty", async () => {
    await using two = await openTwo();
    const theirs = await beginRun(two.there);
    await loadAnswers(two.here, SLICE, [{}]);
    expect(await two.there.slices.claim(theirs, SLICE, NIGHT)).toMatchObject({ kind: "loaded" });
  });

  test("not for a run that began after it", async () => {
    await using two = await openTwo();
    await loadAnswers(two.here, SLICE, [bill("1.0")]);
    const later = await beginRun(two.there);
    expect(await two.there.slices.claim(later, SLICE, NIGHT)).toMatchObject({
      kind: "claimed",
      claim: { rowCount: "1" },
    });
  });

  test("not when the last attempt failed", async () => {
    await using two = await openTwo();
    const theirs = await beginRun(two.there);
    await loadAnswers(two.here, SLICE, [bill("1.0")]);
    const claim = await claimed(two.here, await beginRun(two.here), SLICE);
    const failure = { status: "failed", code: "X", message: "x", requestId: undefined } as const;
    await two.here.slices.fail(claim, failure, NIGHT);
    expect(await two.there.slices.claim(theirs, SLICE, NIGHT)).toMatchObject({ kind: "claimed" });
  });
});

describe("a run that was taken for dead", () => {
  test("cannot load over what the next one loads, before or after it", async () => {
    await using two = await openTwo();
    const [mine, theirs] = [await beginRun(two.here), await beginRun(two.there)];
    const old = await claimed(two.here, mine, SLICE);
    await stageAnswers(two.here, old, [bill("1.0")]);
    await endLease(two.pool, mine.runId);
    const current = await claimed(two.there, theirs, SLICE);
    expect(BigInt(current.epoch)).toBeGreaterThan(BigInt(old.epoch));
    await stageAnswers(two.there, current, [bill("2.0")]);

    const fenced = { name: "AbortError", reason: "fenced" };
    await expect(two.here.slices.load(old, NIGHT)).rejects.toMatchObject(fenced);
    await two.there.slices.load(current, NIGHT);
    await expect(two.here.slices.load(old, NIGHT)).rejects.toMatchObject(fenced);
    expect(await readText(two.pool, COSTS)).toEqual([{ total_cost: "2.0" }]);
  });

  test("cannot fail or release what the next one holds", async () => {
    await using two = await openTwo();
    const [mine, theirs] = [await beginRun(two.here), await beginRun(two.there)];
    const old = await claimed(two.here, mine, SLICE);
    await endLease(two.pool, mine.runId);
    const current = await claimed(two.there, theirs, SLICE);
    await stageAnswers(two.there, current, [bill("2.0")]);
    const failure = { status: "failed", code: "X", message: "x", requestId: undefined } as const;
    await two.here.slices.fail(old, failure, NIGHT);
    await two.here.slices.release(old);
    expect(await readText(two.pool, "select status, claimed_by from billing_ops.slice")).toEqual([
      { status: "pending", claimed_by: theirs.runId },
    ]);
    expect(await two.there.slices.load(current, NIGHT)).toMatchObject({ rowsAdded: 1 });
  });

  test("leaves nothing staged for ever", async () => {
    await using two = await openTwo();
    const [mine, theirs] = [await beginRun(two.here), await beginRun(two.there)];
    await stageAnswers(two.here, await claimed(two.here, mine, SLICE), [bill("1.0")]);
    await endLease(two.pool, mine.runId);
    const current = await claimed(two.there, theirs, SLICE);
    await two.there.slices.load(current, NIGHT);
    await beginRun(two.there);
    const staged = "select epoch from billing_ops.stage_partner_bill_by_region";
    expect(await readText(two.pool, staged)).toEqual([]);
  });
});

test("runs that register the same slices at once in different orders do not trip over each other", async () => {
  await using two = await openTwo();
  for (let round = 0; round < 5; round += 1) {
    const slices = Array.from({ length: 1500 }, (_, index) =>
      sliceOf(stream, { account: `a${round}`, uin: `${index}` }),
    );
    await Promise.all([
      two.here.slices.register(slices),
      two.there.slices.register(slices.toReversed()),
    ]);
  }
  expect(await two.here.slices.states()).toHaveLength(7500);
});
