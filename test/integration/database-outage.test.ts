import { setTimeout as sleep } from "node:timers/promises";
import { Client } from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { assertReachable } from "../../src/app/assert-reachable.ts";
import { AbortError } from "../../src/domain/abort-error.ts";
import {
  ensureEmbeddedDatabase,
  ensureEmbeddedServer,
  stopEmbeddedServer,
} from "../../src/warehouse/postgres/embedded/embedded-server.ts";
import { migrateToLatest } from "../../src/warehouse/postgres/migrate-schema.ts";
import { openDatabase } from "../../src/warehouse/postgres/open-database.ts";
import { billsDigest } from "../e2e/bills.ts";
import { openSyncStage, type SyncDatabase, type SyncStage } from "../support/disturbed-sync.ts";
import { syncInProcess } from "../support/run-in-process.ts";
import { openPlayground } from "./embedded-server-playground.ts";

let stage: SyncStage;
beforeAll(async () => {
  stage = await openSyncStage();
});
afterAll(async () => {
  await stage[Symbol.asyncDispose]();
});

/** Slow enough that there is something left to call for when the database goes away. */
const CALLS_PER_SECOND = 4;
// The slot of a call that leaves within this time was taken before.
const SLOT_AHEAD_MS = 400;

/** Calls that arrived at the vendor from a little after `from` until `to`. */
function callsBetween(from: number, to: number): number {
  return stage.vendor.calls().filter(({ atMs }) => atMs > from + SLOT_AHEAD_MS && atMs < to).length;
}

/** Resolves when so many pages were read; `onPage` counts. */
function pages(count: number) {
  const reached = Promise.withResolvers<void>();
  let read = 0;
  const onPage = (): void => {
    read += 1;
    if (read === count) {
      reached.resolve();
    }
  };
  return { reached: reached.promise, onPage };
}

/** A sync in which the database goes away after the second page, and what to do then. */
async function syncWithOutage(
  database: SyncDatabase,
  outage: () => Promise<void>,
  options: Parameters<SyncDatabase["sync"]>[0] = {},
) {
  const { reached, onPage } = pages(2);
  const running = database.sync({ callsPerSecond: CALLS_PER_SECOND, onPage, ...options });
  await reached;
  await outage();
  return await running;
}

function pullThePlug({ proxy }: SyncDatabase): void {
  proxy.refuse();
  proxy.dropAll();
}

test("a command that finds no database when it begins waits for nothing", async () => {
  await using database = await stage.openDatabase();
  database.proxy.refuse();
  await using absent = database.direct.openAgain({
    url: database.proxy.url,
    patience: { patienceMs: 600_000 },
  });
  await expect(assertReachable(absent)).rejects.toMatchObject({ reason: "database" });
});

describe("a server that is restarted in the middle of a sync", { timeout: 90_000 }, () => {
  test("is waited for: the sync ends well, and no call is made while the server is down", async () => {
    await using playground = await openPlayground();
    const server = await ensureEmbeddedServer(playground.options);
    await ensureEmbeddedDatabase(server, "bills");
    const url = server.url("bills");
    await using database = openDatabase({
      url,
      applicationName: "billhouse tests",
      onIdleError: () => undefined,
    });
    await migrateToLatest(database.db);
    const { reached, onPage } = pages(2);
    const running = syncInProcess({
      databaseUrl: url,
      origin: stage.vendor.origin,
      streams: ["partner_bill_total", "partner_bill_detail"],
      callsPerSecond: CALLS_PER_SECOND,
      now: stage.now,
      onPage,
    });

    await reached;
    // What `pg_ctl stop -m fast` sends; connections end at once, the server a moment later.
    process.kill(server.state.pid ?? 0, "SIGINT");
    const downAt = performance.now();
    await stopEmbeddedServer(playground.options);
    await sleep(1500);
    const upAt = performance.now();
    await ensureEmbeddedServer(playground.options);
    const { report } = await running;

    expect(report.result).toMatchObject({ status: "succeeded", exitCode: 0 });
    expect(await billsDigest(database.pool)).toEqual(stage.undisturbed.bills);
    expect(callsBetween(downAt, upAt)).toBe(0);
    expect(stage.vendor.calls().some(({ atMs }) => atMs > upAt)).toBe(true);
  });
});

describe("a database that goes away in the middle of a sync", { timeout: 60_000 }, () => {
  test("is waited for, with one line when it goes and one when it is back, and no call between", async () => {
    await using database = await stage.openDatabase();
    let [downAt, upAt] = [0, 0];
    const { outcome, logs } = await syncWithOutage(database, async () => {
      pullThePlug(database);
      downAt = performance.now();
      await sleep(1500);
      upAt = performance.now();
      database.proxy.accept();
    });
    expect(outcome).toEqual(stage.undisturbed);
    expect(callsBetween(downAt, upAt)).toBe(0);
    const told = logs.filter(({ event }) => event.startsWith("the database"));
    expect(told.map(({ level, event }) => `${level}: ${event}`)).toEqual([
      "warn: the database is away: waiting for it, no call is made meanwhile",
      "info: the database is back",
    ]);
  });

  test("for longer than the patience ends the run with 8 as interrupted, and the next one goes on with it", async () => {
    await using database = await stage.openDatabase();
    let upAt = 0;
    const { outcome, report } = await syncWithOutage(
      database,
      async () => {
        pullThePlug(database);
        await sleep(3000);
        upAt = performance.now();
      },
      { patienceMs: 1000 },
    );
    expect(report.result).toMatchObject({ status: "interrupted", exitCode: 8 });
    expect(report.result.abort).toMatchObject({
      reason: "database",
      message: expect.stringContaining("has not been available for 1 s"),
    });
    // Nothing could be noted: the next run finds and closes it.
    expect(outcome.newestRun).toBe("running");
    expect(callsBetween(upAt, Infinity)).toBe(0);

    database.proxy.accept();
    const next = await database.sync();
    expect(next.report.continues).toBe(report.result.runId);
    expect(next.outcome.bills).toEqual(stage.undisturbed.bills);
    expect(next.outcome).toMatchObject({ exitCode: 0, leftovers: [], newestRun: "succeeded" });
  });

  test("does not keep a run that is told to stop", async () => {
    await using database = await stage.openDatabase();
    const stop = new AbortController();
    let stoppedAt = 0;
    const { report } = await syncWithOutage(
      database,
      async () => {
        pullThePlug(database);
        await sleep(800);
        stoppedAt = performance.now();
        stop.abort(new AbortError("interrupted", "interrupted by SIGTERM"));
      },
      { signal: stop.signal, random: () => 1 },
    );
    expect(report.result).toMatchObject({ status: "interrupted", exitCode: 75 });
    expect(performance.now() - stoppedAt).toBeLessThan(4000);
  });
});

/** Makes every session from now on read-only, as a replica's are, or no longer; and ends those there are. */
async function failOver({ direct }: SyncDatabase, to: "replica" | "primary"): Promise<void> {
  const client = new Client({ connectionString: direct.url });
  client.on("error", () => undefined);
  await client.connect();
  const name = client.escapeIdentifier(direct.name);
  await client.query("set default_transaction_read_only = off");
  await client.query(
    `alter database ${name} ${to === "replica" ? "set default_transaction_read_only = on" : "reset default_transaction_read_only"}`,
  );
  await client.query(
    `select pg_terminate_backend(pid) from pg_stat_activity
     where datname = current_database() and pid <> pg_backend_pid() and $1`,
    [to === "replica"],
  );
  await client.end();
}

describe("a failover that leaves a sync on a read-only server", { timeout: 60_000 }, () => {
  test("is waited out on new connections, and no call is made until it can write again", async () => {
    await using database = await stage.openDatabase();
    let [downAt, upAt] = [0, 0];
    const { outcome } = await syncWithOutage(database, async () => {
      await failOver(database, "replica");
      downAt = performance.now();
      await sleep(1500);
      upAt = performance.now();
      await failOver(database, "primary");
    });
    expect(outcome).toEqual(stage.undisturbed);
    expect(callsBetween(downAt, upAt)).toBe(0);
  });

  test("for longer than the patience ends it with 8 and points to the primary", async () => {
    await using database = await stage.openDatabase();
    const { report } = await syncWithOutage(
      database,
      async () => await failOver(database, "replica"),
      { patienceMs: 700 },
    );
    expect(report.result).toMatchObject({
      status: "interrupted",
      exitCode: 8,
      abort: { code: "25006", hint: expect.stringContaining("primary") },
    });
    await failOver(database, "primary");
    expect((await database.sync()).outcome).toMatchObject({
      exitCode: 0,
      bills: stage.undisturbed.bills,
    });
  });
});
