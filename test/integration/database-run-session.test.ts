import type { Pool } from "pg";
import { describe, expect, test } from "vitest";
import type { OpenRun, Warehouse } from "../../src/domain/warehouse.ts";
import { stream } from "../../src/source/tencent/streams/partner-bill-by-region.ts";
import { RUN_LOCK_CLASS } from "../../src/warehouse/postgres/run-lock.ts";
import { freshDatabase } from "../support/fresh-database.ts";
import { beginRun, NIGHT, NO_COUNTS } from "../support/load-answers.ts";
import { openTestWarehouse } from "../support/open-test-warehouse.ts";
import { startPostgresProxy } from "../support/postgres-proxy.ts";
import { readText } from "../support/read-table.ts";

const SYNC = { kind: "sync", scope: { months: ["2026-09", "2026-10"] } } as const;

/** Whether a heartbeat gets through. */
async function beats(warehouse: Warehouse, run: OpenRun): Promise<boolean> {
  return await warehouse.runs.heartbeat(run, NIGHT).then(
    () => true,
    () => false,
  );
}

/** Process ids of the server that hold the run's lock. */
async function lockHolders(pool: Pool, runId: string): Promise<readonly string[]> {
  const rows = await readText(
    pool,
    `select pid from pg_locks where locktype = 'advisory' and granted and objid = $1
       and database = (select oid from pg_database where datname = current_database())`,
    [runId],
  );
  return rows.map(({ pid }) => String(pid));
}

async function statusOf(pool: Pool, runId: string): Promise<unknown> {
  const [row] = await readText(
    pool,
    "select status, exit_code from billing_ops.run where run_id = $1",
    [runId],
  );
  return row;
}

describe("a live run", () => {
  test("that lost its connection has it back with its lock at once, and is left alone", async () => {
    await using database = await freshDatabase();
    await using patient = database.openAgain({ patience: { patienceMs: 20_000 } });
    await using warehouse = openTestWarehouse(patient, [stream]);
    const run = await beginRun(warehouse);
    const [lost] = await lockHolders(database.pool, run.runId);
    await database.pool.query("select pg_terminate_backend($1)", [lost]);
    await expect
      .poll(async () => await lockHolders(database.pool, run.runId), { timeout: 10_000 })
      .toEqual([expect.not.stringMatching(`^${lost}$`)]);

    await beginRun(openTestWarehouse(database, [stream]));
    expect(await statusOf(database.pool, run.runId)).toMatchObject({ status: "running" });
    await warehouse.runs.heartbeat(run, NIGHT);
    const end = { status: "succeeded", exitCode: 0, now: NIGHT, counts: NO_COUNTS } as const;
    await warehouse.runs.finish(run, end);
    expect(await lockHolders(database.pool, run.runId)).toEqual([]);
  });

  test("whose connection went silent takes its lock from the server's end of it", async () => {
    await using database = await freshDatabase();
    await using proxy = await startPostgresProxy(database.url);
    await using patient = database.openAgain({
      url: proxy.url,
      patience: { patienceMs: 20_000 },
      limits: { urgentStatementMs: 500 },
    });
    await using warehouse = openTestWarehouse(patient, [stream]);
    const run = await beginRun(warehouse);
    const [silent] = await lockHolders(database.pool, run.runId);
    proxy.stall("existing");
    await warehouse.runs.heartbeat(run, NIGHT);
    expect(await lockHolders(database.pool, run.runId)).toEqual([
      expect.not.stringMatching(`^${silent}$`),
    ]);
  });

  test("whose lock is somebody else's after a restart takes it as soon as it is free", async () => {
    await using database = await freshDatabase();
    await using warehouse = openTestWarehouse(database, [stream]);
    const run = await beginRun(warehouse);
    const [first] = await lockHolders(database.pool, run.runId);
    const other = await database.pool.connect();
    // It waits in line, and has the lock before the run can have it again.
    const taken = other.query("select pg_advisory_lock($1, $2)", [RUN_LOCK_CLASS, run.runId]);
    await database.pool.query("select pg_terminate_backend($1)", [first]);
    await taken;
    await expect.poll(async () => await beats(warehouse, run), { timeout: 10_000 }).toBe(true);
    const holder = await lockHolders(database.pool, run.runId);
    await other.query("select pg_advisory_unlock_all()");
    other.release();
    await warehouse.runs.heartbeat(run, NIGHT);
    expect(await lockHolders(database.pool, run.runId)).toEqual([
      expect.not.stringMatching(`^(${first}|${holder[0]})$`),
    ]);
  });

  test.each([
    ["a day behind", -86_400_000],
    ["a day ahead", 86_400_000],
  ])("of a host whose clock is %s is alive by the database's", async (_how, offsetMs) => {
    await using database = await freshDatabase();
    await using there = openTestWarehouse(database, [stream]);
    await using here = openTestWarehouse(database, [stream]);
    const begun = await beginRun(there, NIGHT + offsetMs);
    await beginRun(here, NIGHT);
    expect(await statusOf(database.pool, begun.runId)).toMatchObject({ status: "running" });
    await there.runs.heartbeat(begun, NIGHT + offsetMs);
    await beginRun(here, NIGHT);
    expect(await statusOf(database.pool, begun.runId)).toMatchObject({ status: "running" });
    const [row] = await readText(
      database.pool,
      `select lease_until > clock_timestamp() and lease_until < clock_timestamp() + interval '2 min'
         as is_sound from billing_ops.run where run_id = $1`,
      [begun.runId],
    );
    expect(row).toEqual({ is_sound: "t" });
  });

  test("that was closed by another while its connection was gone finds out at its next heartbeat", async () => {
    await using database = await freshDatabase();
    await using patient = database.openAgain({ patience: { patienceMs: 20_000 } });
    await using warehouse = openTestWarehouse(patient, [stream]);
    const run = await beginRun(warehouse);
    await database.pool.query("update billing_ops.run set status = 'interrupted'");
    const [lost] = await lockHolders(database.pool, run.runId);
    await database.pool.query("select pg_terminate_backend($1)", [lost]);
    await expect(warehouse.runs.heartbeat(run, NIGHT)).rejects.toMatchObject({
      name: "AbortError",
      reason: "fenced",
    });
  });
});

describe("a run whose beginning was committed, and nobody was told", () => {
  test.each([
    ["of a sync", SYNC],
    ["of a tick", { ...SYNC, tickAt: NIGHT - 60_000 }],
  ])("%s is closed as interrupted and gone on with at once", async (_what, request) => {
    await using database = await freshDatabase();
    await using proxy = await startPostgresProxy(database.url);
    await using patient = database.openAgain({
      url: proxy.url,
      patience: { patienceMs: 20_000 },
      random: () => 0,
    });
    await using warehouse = openTestWarehouse(patient, [stream]);
    let commits = 0;
    proxy.onStatement((sql) => {
      commits += sql === "commit" ? 1 : 0;
      return sql === "commit" && commits === 1 ? "drop-after" : undefined;
    });
    const run = await warehouse.runs.begin({ ...request, now: NIGHT });
    expect(run).toMatchObject({ runId: "2", continues: "1" });
    expect(await statusOf(database.pool, "1")).toEqual({ status: "interrupted", exit_code: "75" });
    expect(await statusOf(database.pool, "2")).toMatchObject({ status: "running" });
    expect(await lockHolders(database.pool, "2")).toHaveLength(1);
  });

  test("is so too where the server still holds its lock for a connection that went silent", async () => {
    await using database = await freshDatabase();
    await using proxy = await startPostgresProxy(database.url);
    await using patient = database.openAgain({
      url: proxy.url,
      patience: { patienceMs: 20_000 },
      limits: { watchMs: 100 },
    });
    await using warehouse = openTestWarehouse(patient, [stream]);
    let commits = 0;
    proxy.onStatement((sql) => {
      commits += sql === "commit" ? 1 : 0;
      return sql === "commit" && commits === 1 ? "stall-after" : undefined;
    });
    const run = await warehouse.runs.begin({ ...SYNC, now: NIGHT, tickAt: NIGHT });
    expect(run).toMatchObject({ runId: "2", continues: "1" });
  });
});
