import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { DatabaseLimits } from "../../src/warehouse/postgres/database-limits.ts";
import { inTransaction } from "../../src/warehouse/postgres/in-transaction.ts";
import { PostgresSlotBook } from "../../src/warehouse/postgres/postgres-slot-book.ts";
import { runStatement } from "../../src/warehouse/postgres/run-statement.ts";
import { openSyncStage, type SyncStage } from "../support/disturbed-sync.ts";
import { freshDatabase } from "../support/fresh-database.ts";
import { startPostgresProxy, type Verdict } from "../support/postgres-proxy.ts";
import { readText } from "../support/read-table.ts";

/** Short, but long enough for a machine that is busy with other tests. */
const LIMITS: Partial<DatabaseLimits> = {
  statementMs: 1500,
  urgentStatementMs: 1500,
  watchMs: 250,
  lookMs: 1000,
};

/** A database with a table `n`, reached through a proxy, with some patience. */
async function openFar() {
  const stack = new AsyncDisposableStack();
  const near = stack.use(await freshDatabase());
  await near.pool.query("create table n (n int primary key)");
  const proxy = stack.use(await startPostgresProxy(near.url));
  const far = stack.use(
    near.openAgain({
      url: proxy.url,
      limits: LIMITS,
      patience: { patienceMs: 20_000 },
      random: () => 0.1,
    }),
  );
  // A connection that waits for an answer that never comes would hold up the end.
  stack.defer(() => {
    proxy.resume();
    proxy.dropAll();
  });
  return {
    near,
    proxy,
    far,
    rows: async () => (await readText(near.pool, "select n from n")).map(({ n }) => n),
    [Symbol.asyncDispose]: async () => await stack.disposeAsync(),
  };
}

/** Goes wrong at the first statement that has `words` in it, once. */
function once(words: string, verdict: Verdict): (sql: string) => Verdict {
  let isOver = false;
  return (sql) => {
    if (isOver || !sql.includes(words)) {
      return undefined;
    }
    isOver = true;
    return verdict;
  };
}

describe("a connection that goes silent", { timeout: 30_000 }, () => {
  test("under a single statement is given up in time, and the statement made on a new one", async () => {
    await using at = await openFar();
    at.proxy.onStatement(once("answer", "stall"));
    const { rows } = await runStatement(at.far, { text: "select 1 as answer" });
    expect(rows).toEqual([{ answer: 1 }]);
  });

  test("takes those that were made before it along, so that each is not found out on its own", async () => {
    await using at = await openFar();
    await Promise.all(
      [1, 2, 3, 4].map(async () => await runStatement(at.far, { text: "select pg_sleep(0.1)" })),
    );
    at.proxy.stall("existing");
    const before = performance.now();
    for (let statement = 0; statement < 4; statement += 1) {
      await runStatement(at.far, { text: "select 1" });
    }
    expect(performance.now() - before).toBeLessThan(2 * 1500 + 1000);
  });

  test("under a slot is given up in time, and the slot taken on a new one", async () => {
    await using at = await openFar();
    await using slots = new PostgresSlotBook(at.far, () => undefined);
    at.proxy.onStatement(once("billing_ops.lane", "stall"));
    expect((await slots.reserve("lane", 100)).token).not.toBe("");
  });

  test.each([
    ["before a statement of a transaction", "insert into n", "stall"],
    ["after a statement of a transaction", "insert into n", "stall-after"],
    ["before its COMMIT", "commit", "stall"],
    ["after its COMMIT", "commit", "stall-after"],
    ["before it begins", "begin", "stall"],
  ] as const)("%s is found out and the transaction repeated", async (_when, words, verdict) => {
    await using at = await openFar();
    at.proxy.onStatement(once(words, verdict));
    const attempts: number[] = [];
    await inTransaction(at.far, async (client, attempt) => {
      attempts.push(attempt);
      await client.query("insert into n values (1) on conflict do nothing");
    });
    expect(attempts.at(-1)).toBe(2);
    expect(await at.rows()).toEqual(["1"]);
  });

  test("while its server process is ended is found out: the server has it no more", async () => {
    await using at = await openFar();
    let attempts = 0;
    await inTransaction(at.far, async (client) => {
      attempts += 1;
      if (attempts === 1) {
        const { rows } = await client.query<{ pid: number }>("select pg_backend_pid() as pid");
        at.proxy.stall("existing");
        await at.near.pool.query("select pg_terminate_backend($1)", [rows[0]?.pid]);
      }
      await client.query("insert into n values (2)");
    });
    expect(attempts).toBe(2);
    expect(await at.rows()).toEqual(["2"]);
  });

  test("with the whole network is found out, and waited for", async () => {
    await using at = await openFar();
    let attempts = 0;
    const done = inTransaction(at.far, async (client) => {
      attempts += 1;
      if (attempts === 1) {
        at.proxy.stall();
      }
      await client.query("insert into n values (3)");
    });
    await sleep(4500);
    expect(await at.rows()).toEqual([]);
    at.proxy.resume();
    await done;
    expect(attempts).toBeGreaterThan(1);
    expect(await at.rows()).toEqual(["3"]);
  });
});

describe("a statement that only takes long", { timeout: 30_000 }, () => {
  test("is left alone while the server works on it", async () => {
    await using at = await openFar();
    let attempts = 0;
    await inTransaction(at.far, async (client) => {
      attempts += 1;
      await client.query("select pg_sleep(2.5)");
    });
    expect(attempts).toBe(1);
  });

  test("is left alone while it waits for another's lock", async () => {
    await using at = await openFar();
    await at.near.pool.query("insert into n values (4)");
    const holder = await at.near.pool.connect();
    await holder.query("begin; select from n for update");
    let attempts = 0;
    const done = inTransaction(at.far, async (client) => {
      attempts += 1;
      await client.query("delete from n");
    });
    await sleep(2500);
    await holder.query("commit");
    holder.release();
    await done;
    expect(attempts).toBe(1);
  });

  test("is left alone where the server takes no further connection for a look", async () => {
    await using at = await openFar();
    let attempts = 0;
    const done = inTransaction(at.far, async (client) => {
      attempts += 1;
      at.proxy.onStatement((sql) =>
        sql.includes("pg_stat_activity") ? { code: "53300", message: "too many" } : undefined,
      );
      await client.query("select pg_sleep(2.5)");
    });
    await done;
    expect(attempts).toBe(1);
  });
});

describe("a sync whose connections go silent", { timeout: 30_000 }, () => {
  let stage: SyncStage;
  beforeAll(async () => {
    stage = await openSyncStage();
  });
  afterAll(async () => {
    await stage[Symbol.asyncDispose]();
  });

  test.each([
    ["stall", /^copy /],
    ["stall-after", /^copy /],
    ["stall", /insert into billing\./],
    ["stall-after", /insert into billing\./],
    ["stall", /billing_ops\.lane/],
    ["stall-after", /billing_ops\.lane/],
    ["stall", /insert into billing_ops\.run/],
    ["stall-after", /finished_at = \$4/],
  ] as const)("(%s) at %s ends with the right rows, each loaded once", async (verdict, where) => {
    let hits = 0;
    const { outcome } = await stage.sync(
      (sql) => {
        hits += where.test(sql) ? 1 : 0;
        return where.test(sql) && hits === 1 ? verdict : undefined;
      },
      { limits: LIMITS },
    );
    expect(outcome).toEqual(stage.undisturbed);
    expect(hits).toBeGreaterThan(1);
  });
});
