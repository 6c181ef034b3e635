import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline/promises";
import { setTimeout as sleep } from "node:timers/promises";
import type { Pool } from "pg";
import { describe, expect, test } from "vitest";
import type { OpenRun, Warehouse } from "../../src/domain/warehouse.ts";
import { stream } from "../../src/source/tencent/streams/partner-bill-by-region.ts";
import { PostgresTickBook } from "../../src/warehouse/postgres/postgres-tick-book.ts";
import { type FreshDatabase, freshDatabase } from "../support/fresh-database.ts";
import { beginRun, NIGHT, NO_COUNTS } from "../support/load-answers.ts";
import { openTestWarehouse } from "../support/open-test-warehouse.ts";
import { readText } from "../support/read-table.ts";
import { sliceOf } from "../support/slice-of.ts";

const HOUR_MS = 3_600_000;
const SYNC = { kind: "sync", scope: { months: ["2026-09", "2026-10"] } } as const;

/** A process that loaded slice 1, staged slice 2, and was killed. */
async function killedRun({ url }: FreshDatabase): Promise<{ runId: string; epoch: string }> {
  const script = join(import.meta.dirname, "../support/doomed-run.ts");
  const child = spawn(process.execPath, [script, url], { stdio: ["ignore", "pipe", "inherit"] });
  const exited = once(child, "exit");
  for await (const line of createInterface(child.stdout)) {
    child.kill("SIGKILL");
    await exited;
    return JSON.parse(line);
  }
  throw new Error("the other process ended by itself");
}

async function interrupt(warehouse: Warehouse, run: OpenRun): Promise<void> {
  const end = { status: "interrupted", exitCode: 75, now: NIGHT, counts: NO_COUNTS } as const;
  await warehouse.runs.finish(run, end);
}

async function statusOf(pool: Pool, runId: string): Promise<unknown> {
  const [row] = await readText(
    pool,
    "select status, exit_code from billing_ops.run where run_id = $1",
    [runId],
  );
  return row;
}

describe("a run whose process was killed", () => {
  test("is closed as interrupted by the next one, which goes on with what was in flight and no more", async () => {
    await using database = await freshDatabase();
    await using warehouse = openTestWarehouse(database, [stream]);
    const dead = await killedRun(database);
    expect(await statusOf(database.pool, dead.runId)).toMatchObject({ status: "running" });

    const run = await beginRunSoon(warehouse, dead.runId);
    expect(run.continues).toBe(dead.runId);
    expect(await statusOf(database.pool, dead.runId)).toEqual({
      status: "interrupted",
      exit_code: "75",
    });
    const [done, inFlight] = ["1", "2"].map((uin) => sliceOf(stream, { uin }));
    expect(await warehouse.slices.claim(run, done ?? sliceOf(stream), NIGHT)).toMatchObject({
      kind: "loaded",
    });
    const answer = await warehouse.slices.claim(run, inFlight ?? sliceOf(stream), NIGHT);
    expect(answer).toMatchObject({ kind: "claimed", claim: { rowCount: "0" } });
    const staged = "select epoch from billing_ops.stage_partner_bill_by_region";
    expect(await readText(database.pool, staged)).toEqual([]);
  });
});

/** The server notices the end of a killed process's connections a moment later. */
async function beginRunSoon(warehouse: Warehouse, continues: string): Promise<OpenRun> {
  for (let attempt = 1; ; attempt += 1) {
    const run = await beginRun(warehouse);
    if (run.continues === continues || attempt === 20) {
      return run;
    }
    await warehouse.runs.finish(run, {
      status: "failed",
      exitCode: 1,
      now: NIGHT,
      counts: NO_COUNTS,
    });
    await sleep(50);
  }
}

describe("a live run", () => {
  test("is left alone by one that begins beside it, and its end is its own", async () => {
    await using database = await freshDatabase();
    await using warehouse = openTestWarehouse(database, [stream]);
    const run = await beginRun(warehouse);
    const beside = await beginRun(warehouse);
    expect(beside.continues).toBeUndefined();
    await warehouse.runs.heartbeat(run, NIGHT);
    expect(await statusOf(database.pool, run.runId)).toEqual({
      status: "running",
      exit_code: null,
    });
    const counts = {
      slicesPlanned: 1,
      slicesLoaded: 2,
      slicesFailed: 3,
      calls: 4,
      throttles: 5,
      rowsAdded: 6,
      rowsChanged: 7,
      rowsRemoved: 8,
    };
    const end = { status: "partial", exitCode: 3, now: NIGHT + 1000, counts } as const;
    await warehouse.runs.finish(run, end);
    const [row] = await readText(database.pool, "select * from billing_ops.run where run_id = $1", [
      run.runId,
    ]);
    expect(row).toMatchObject({
      kind: "sync",
      status: "partial",
      exit_code: "3",
      started_at: "2026-11-10 01:30:00+00",
      finished_at: "2026-11-10 01:30:01+00",
      slices_planned: "1",
      slices_loaded: "2",
      slices_failed: "3",
      calls: "4",
      throttles: "5",
      rows_added: "6",
      rows_changed: "7",
      rows_removed: "8",
    });
  });

  test("that slept past its lease is closed, and finds out at its next heartbeat", async () => {
    await using database = await freshDatabase();
    await using warehouse = openTestWarehouse(database, [stream]);
    const run = await beginRun(warehouse);
    await database.pool.query("update billing_ops.run set lease_until = clock_timestamp()");
    await warehouse.runs.heartbeat(run, NIGHT);
    await database.pool.query("update billing_ops.run set lease_until = clock_timestamp()");
    await beginRun(warehouse);
    await expect(warehouse.runs.heartbeat(run, NIGHT)).rejects.toMatchObject({
      name: "AbortError",
      reason: "fenced",
    });
  });
});

describe("a run that was cut off", () => {
  test("is continued within 20 hours by one of the same kind and scope", async () => {
    await using database = await freshDatabase();
    await using warehouse = openTestWarehouse(database, [stream]);
    const cutOff = await warehouse.runs.begin({ ...SYNC, now: NIGHT });
    await interrupt(warehouse, cutOff as OpenRun);
    const run = await warehouse.runs.begin({ ...SYNC, now: NIGHT + 19 * HOUR_MS });
    expect(run).toMatchObject({ continues: cutOff?.runId, startEpoch: cutOff?.startEpoch });
  });

  test("is continued within 20 hours of its last sign of life, however long it had run", async () => {
    await using database = await freshDatabase();
    await using warehouse = openTestWarehouse(database, [stream]);
    const long = (await warehouse.runs.begin({ ...SYNC, now: NIGHT })) as OpenRun;
    await warehouse.runs.heartbeat(long, NIGHT + 30 * HOUR_MS);
    await database.pool.query("update billing_ops.run set status = 'interrupted'");
    const run = await warehouse.runs.begin({ ...SYNC, now: NIGHT + 49 * HOUR_MS });
    expect(run?.continues).toBe(long.runId);
  });

  test.each([
    ["another kind", { ...SYNC, kind: "backfill" }, NIGHT],
    ["other months", { ...SYNC, scope: { months: ["2026-10"] } }, NIGHT],
    ["other filters", { ...SYNC, scope: { ...SYNC.scope, customers: ["1"] } }, NIGHT],
    ["a night later", SYNC, NIGHT + 24 * HOUR_MS],
  ] as const)("is not continued by one of %s", async (_what, request, now) => {
    await using database = await freshDatabase();
    await using warehouse = openTestWarehouse(database, [stream]);
    const cutOff = await warehouse.runs.begin({ ...SYNC, now: NIGHT });
    await interrupt(warehouse, cutOff as OpenRun);
    const run = await warehouse.runs.begin({ ...request, now });
    expect(run?.continues).toBeUndefined();
    expect(run?.startEpoch).not.toBe(cutOff?.startEpoch);
  });

  test("is continued once, however many begin at once, and not after a run that ended", async () => {
    await using database = await freshDatabase();
    await using here = openTestWarehouse(database, [stream]);
    await using other = database.openAgain();
    await using there = openTestWarehouse(other, [stream]);
    const cutOff = (await here.runs.begin({ ...SYNC, now: NIGHT })) as OpenRun;
    await interrupt(here, cutOff);
    const runs = await Promise.all(
      [here, there, here, there].map(
        async ({ runs: book }) => await book.begin({ ...SYNC, now: NIGHT }),
      ),
    );
    const continuing = runs.filter((run) => run?.continues === cutOff.runId);
    expect(continuing).toHaveLength(1);

    for (const [index, run] of runs.entries()) {
      const end = { status: "succeeded", exitCode: 0, now: NIGHT, counts: NO_COUNTS } as const;
      await (index % 2 === 0 ? here : there).runs.finish(run as OpenRun, end);
    }
    expect((await here.runs.begin({ ...SYNC, now: NIGHT }))?.continues).toBeUndefined();
  });
});

describe("a tick", () => {
  const TICK = { ...SYNC, now: NIGHT, tickAt: NIGHT - 60_000 };

  test("is run by one of those that try, and never again, however its run ended", async () => {
    await using database = await freshDatabase();
    await using here = openTestWarehouse(database, [stream]);
    await using other = database.openAgain();
    await using there = openTestWarehouse(other, [stream]);
    const ticks = new PostgresTickBook(database);
    expect(await ticks.lastTick(NIGHT)).toBeUndefined();
    const [mine, theirs] = await Promise.all([here.runs.begin(TICK), there.runs.begin(TICK)]);
    expect([mine, theirs].filter((run) => run !== undefined)).toHaveLength(1);
    expect(await ticks.lastTick(NIGHT)).toEqual({ dueAt: TICK.tickAt, state: "running" });

    const end = { status: "partial", exitCode: 3, now: NIGHT, counts: NO_COUNTS } as const;
    await (mine === undefined ? there : here).runs.finish((mine ?? theirs) as OpenRun, end);
    expect(await here.runs.begin(TICK)).toBeUndefined();
    expect(await ticks.lastTick(NIGHT)).toEqual({ dueAt: TICK.tickAt, state: "ran" });
    expect(await ticks.lastTick(TICK.tickAt - 1)).toBeUndefined();
  });

  test("whose run was cut off is continued, once", async () => {
    await using database = await freshDatabase();
    await using warehouse = openTestWarehouse(database, [stream]);
    const ticks = new PostgresTickBook(database);
    const cutOff = (await warehouse.runs.begin(TICK)) as OpenRun;
    await interrupt(warehouse, cutOff);
    expect(await ticks.lastTick(NIGHT)).toEqual({ dueAt: TICK.tickAt, state: "interrupted" });
    const begun = await Promise.all([warehouse.runs.begin(TICK), warehouse.runs.begin(TICK)]);
    const runs = begun.filter((run) => run !== undefined);
    expect(runs).toEqual([
      expect.objectContaining({ continues: cutOff.runId, startEpoch: cutOff.startEpoch }),
    ]);
    expect(await ticks.lastTick(NIGHT)).toEqual({ dueAt: TICK.tickAt, state: "running" });
  });
});

test("the history of syncs knows the last success and the first of all, and no backfill", async () => {
  await using database = await freshDatabase();
  await using warehouse = openTestWarehouse(database, [stream]);
  const none = { lastSucceededAt: undefined, firstStartedAt: undefined };
  expect(await warehouse.runs.syncHistory()).toEqual(none);
  const nights = [
    ["backfill", "succeeded", 0],
    ["sync", "partial", 1],
    ["sync", "succeeded", 2],
    ["sync", "failed", 3],
  ] as const;
  for (const [kind, status, hour] of nights) {
    const now = NIGHT + hour * HOUR_MS;
    const run = (await warehouse.runs.begin({ ...SYNC, kind, now })) as OpenRun;
    await warehouse.runs.finish(run, { status, exitCode: 0, now, counts: NO_COUNTS });
  }
  expect(await warehouse.runs.syncHistory()).toEqual({
    lastSucceededAt: NIGHT + 2 * HOUR_MS,
    firstStartedAt: NIGHT + HOUR_MS,
  });
});
