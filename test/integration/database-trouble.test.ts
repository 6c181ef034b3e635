import { setTimeout as sleep } from "node:timers/promises";
import { Client, escapeIdentifier } from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { inTransaction } from "../../src/warehouse/postgres/in-transaction.ts";
import { migrateDown, migrationStates } from "../../src/warehouse/postgres/migrate-schema.ts";
import { PostgresSlotBook } from "../../src/warehouse/postgres/postgres-slot-book.ts";
import { runStatement } from "../../src/warehouse/postgres/run-statement.ts";
import { openSyncStage, type SyncStage } from "../support/disturbed-sync.ts";
import { createRole, freshDatabase } from "../support/fresh-database.ts";
import { beginRun, NIGHT } from "../support/load-answers.ts";
import { openTestWarehouse } from "../support/open-test-warehouse.ts";
import { startPostgresProxy } from "../support/postgres-proxy.ts";
import { syncInProcess } from "../support/run-in-process.ts";

let stage: SyncStage;
beforeAll(async () => {
  stage = await openSyncStage();
});
afterAll(async () => {
  await stage[Symbol.asyncDispose]();
});

/** A session of somebody else's, who begins a transaction and stays in it. */
async function administrator(url: string, statement: string): Promise<Client> {
  const client = new Client({ connectionString: url });
  await client.connect();
  await client.query("begin");
  await client.query(statement);
  return client;
}

describe("a table that somebody has locked", { timeout: 60_000 }, () => {
  test("fails the slices that need it, by name; the others load, and the next run loads the rest", async () => {
    await using database = await stage.openDatabase();
    const somebody = await administrator(
      database.direct.url,
      "lock table billing.partner_bill_total in access exclusive mode",
    );
    // What the tables hold is looked at afterwards: the locked one cannot be read now.
    const { report } = await syncInProcess({
      databaseUrl: database.proxy.url,
      origin: stage.vendor.origin,
      streams: ["partner_bill_total", "partner_bill_detail"],
      limits: { lockMs: 200 },
      now: stage.now,
    });
    await somebody.end();
    expect(report.result).toMatchObject({ status: "partial", exitCode: 3 });
    expect(report.result.counts.slicesLoaded).toBe(3);
    expect(report.failures).toHaveLength(2);
    for (const failure of report.failures) {
      expect(failure).toMatchObject({
        stream: "partner_bill_total",
        code: "55P03",
        message: expect.stringContaining("lock timeout"),
        hint: expect.stringContaining("pg_locks"),
      });
    }
    const { outcome } = await database.sync();
    expect(outcome).toMatchObject({ exitCode: 0, bills: stage.undisturbed.bills });
  });
});

describe("a report that reads for hours", { timeout: 60_000 }, () => {
  test("is not queued behind by a migration, which would make every later reader wait", async () => {
    await using database = await freshDatabase();
    const report = await administrator(
      database.url,
      `do $$ declare name text; begin
         for name in select quote_ident(nspname) || '.' || quote_ident(relname)
           from pg_class c join pg_namespace n on n.oid = c.relnamespace
           where nspname ~ '^billing' and relkind in ('r', 'p', 'v') loop
           execute 'lock table ' || name || ' in access share mode';
         end loop; end $$`,
    );
    await using hasty = database.openAgain({ limits: { lockMs: 200 } });
    const before = await migrationStates(database.db);
    await expect(migrateDown(hasty.db)).rejects.toMatchObject({
      reason: "database",
      code: "55P03",
      hint: expect.stringContaining("pg_locks"),
    });
    await report.end();
    expect(await migrationStates(database.db)).toEqual(before);
  });
});

describe("a conflict with another session", { timeout: 60_000 }, () => {
  test.each(["40001", "40P01"])(
    "%s at any of the first COMMITs is repeated: right rows, each loaded once",
    async (code) => {
      let commits = 0;
      let conflicts = 0;
      const { outcome } = await stage.sync((sql) => {
        commits += sql === "commit" ? 1 : 0;
        // Fewer than a transaction is given tries.
        if (sql !== "commit" || commits % 3 !== 0 || conflicts === 4) {
          return undefined;
        }
        conflicts += 1;
        return { code, message: "conflict" };
      });
      expect(outcome).toEqual(stage.undisturbed);
      expect(conflicts).toBe(4);
    },
  );
});

describe("a disk that is full", { timeout: 60_000 }, () => {
  test.each([
    ["while pages are staged", /^copy /],
    ["while a slice is loaded", /insert into billing\./],
    ["while a slot is taken", /billing_ops\.lane/],
  ])("%s ends the run at once, with what to do about it", async (_when, where) => {
    await using database = await stage.openDatabase();
    let refused = 0;
    let statements = 0;
    database.proxy.onStatement((sql, nth) => {
      statements = nth;
      if (!where.test(sql)) {
        return undefined;
      }
      refused += 1;
      return { code: "53100", message: 'could not extend file "base/1": No space left on device' };
    });
    const callsBefore = stage.vendor.calls().length;
    const { outcome, report } = await database.sync();
    expect(report.result).toMatchObject({
      status: "interrupted",
      exitCode: 8,
      abort: {
        reason: "database",
        code: "53100",
        message: expect.stringContaining("No space left on device"),
        hint: expect.stringMatching(/free space.*nothing was lost/),
      },
    });
    // No hot loop: each of the few that were under way met it once.
    expect(refused).toBeLessThan(8);
    expect(statements).toBeLessThan(220);
    expect(stage.vendor.calls().length - callsBefore).toBeLessThan(10);
    expect(outcome.newestRun).toBe("interrupted");

    database.proxy.onStatement(() => undefined);
    const next = await database.sync();
    expect(next.report.continues).toBe(report.result.runId);
    expect(next.outcome).toMatchObject({ exitCode: 0, bills: stage.undisturbed.bills });
  });
});

test.each(["53100", "53200", "57P01"])(
  "a connection that met %s is not used again",
  async (code) => {
    await using database = await freshDatabase();
    await using proxy = await startPostgresProxy(database.url);
    await using far = database.openAgain({
      url: proxy.url,
      poolMax: 1,
      patience: { patienceMs: 10_000 },
      random: () => 0.1,
    });
    const pid = async (): Promise<unknown> => {
      const { rows } = await runStatement(far, { text: "select pg_backend_pid() as pid" });
      return rows[0]?.["pid"];
    };
    const before = await pid();
    let refusals = 1;
    proxy.onStatement((sql) => {
      if (refusals === 0 || !sql.includes("trouble")) {
        return undefined;
      }
      refusals -= 1;
      return { code, message: "trouble" };
    });
    await runStatement(far, { text: "select 'trouble'" }).catch(() => undefined);
    expect(refusals).toBe(0);
    expect(await pid()).not.toBe(before);
  },
);

describe("too few connections", { timeout: 60_000 }, () => {
  test("are waited for, and make do", async () => {
    await using database = await stage.openDatabase();
    const limited = await limitedRole(database.direct, 3);
    // The pool may have taken all that the slots need one of, until it lets go of what is idle.
    const { outcome } = await database.sync({ databaseUrl: limited, limits: { idleMs: 500 } });
    expect(outcome).toEqual(stage.undisturbed);
  });

  test("are not asked for again and again while those that there are do the work", async () => {
    await using database = await freshDatabase();
    const url = await limitedRole(database, 2);
    await using limited = database.openAgain({
      url,
      patience: { patienceMs: 20_000 },
      limits: { idleMs: 300 },
      random: () => 0.1,
    });
    const work = async (): Promise<void> => {
      await inTransaction(limited, async (client) => {
        await client.query("select pg_sleep(0.2)");
      });
    };
    await Promise.all(Array.from({ length: 8 }, work));
    expect(limited.pool.options.max).toBe(2);
    // Once it has fallen idle the server may have more to give.
    await expect.poll(() => limited.pool.totalCount, { timeout: 5000 }).toBe(0);
    await work();
    expect(limited.pool.options.max).toBe(5);
  });

  test("for the slots alone end the run after the patience, and say which limit to raise", async () => {
    await using database = await stage.openDatabase();
    const limited = await limitedRole(database.direct, 1);
    const { report } = await database.sync({ databaseUrl: limited, patienceMs: 500 });
    expect(report.result).toMatchObject({
      exitCode: 8,
      abort: { code: "53300", hint: expect.stringContaining("CONNECTION LIMIT") },
    });
  });
});

/** The URL of a role that may do what ours may, over so many connections. */
async function limitedRole(
  database: Awaited<ReturnType<typeof freshDatabase>>,
  connections: number,
): Promise<string> {
  const { url } = await createRole(database);
  const role = escapeIdentifier(new URL(url).username);
  await database.pool.query(
    `alter role ${role} connection limit ${connections};
     do $$ begin execute format('grant %I to ${role}', current_user); end $$`,
  );
  return url;
}

describe("what an administrator set for people", { timeout: 60_000 }, () => {
  test("does not make bills wrong, nor runs fail", async () => {
    await using database = await stage.openDatabase();
    await database.direct.pool.query(
      `alter database ${escapeIdentifier(database.direct.name)} set datestyle = 'German';
       alter database ${escapeIdentifier(database.direct.name)} set default_transaction_isolation = 'serializable';
       alter database ${escapeIdentifier(database.direct.name)} set client_encoding = 'SQL_ASCII';
       alter database ${escapeIdentifier(database.direct.name)} set timezone = 'Asia/Kathmandu'`,
    );
    const { outcome } = await database.sync();
    expect(outcome).toEqual(stage.undisturbed);
    expect(outcome.checks.not_comparable).toBeGreaterThan(0);
  });

  test("does not hurry any of our connections: the pool's, the slots' and the run's", async () => {
    await using database = await freshDatabase();
    await database.pool.query(
      `alter database ${escapeIdentifier(database.name)} set statement_timeout = '300ms';
       alter database ${escapeIdentifier(database.name)} set lock_timeout = '300ms';
       alter database ${escapeIdentifier(database.name)} set idle_in_transaction_session_timeout = '300ms'`,
    );
    await using hurried = database.openAgain();
    await using warehouse = openTestWarehouse(hurried, []);
    await using slots = new PostgresSlotBook(hurried, () => undefined);
    const run = await beginRun(warehouse);
    await slots.reserve("lane", 100);
    const holder = await database.pool.connect();
    await holder.query(
      "begin; select from billing_ops.run for update; select from billing_ops.lane for update",
    );
    const waiting = Promise.all([
      hurried.pool.query("select pg_sleep(0.5)"),
      slots.reserve("lane", 100),
      warehouse.runs.heartbeat(run, NIGHT),
    ]);
    await sleep(600);
    await holder.query("rollback");
    holder.release();
    await expect(waiting).resolves.toHaveLength(3);
  });
});
