import { once } from "node:events";
import { createServer, type Server } from "node:net";
import { describe, expect, test } from "vitest";
import { stream } from "../../src/source/tencent/streams/partner-bill-by-region.ts";
import { inTransaction } from "../../src/warehouse/postgres/in-transaction.ts";
import { PostgresSlotBook } from "../../src/warehouse/postgres/postgres-slot-book.ts";
import { withDatabase } from "../support/database-url.ts";
import { freshDatabase } from "../support/fresh-database.ts";
import { beginRun, claimed, NIGHT, stageAnswers } from "../support/load-answers.ts";
import { openTestWarehouse } from "../support/open-test-warehouse.ts";
import { readText } from "../support/read-table.ts";
import { sliceOf } from "../support/slice-of.ts";

const NO_DATABASE = {
  name: "AbortError",
  reason: "database",
  recovery: "abort",
  hint: expect.stringContaining("DATABASE_URL"),
};

/** A port on which nobody listens. */
async function closedPort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const port = portOf(server);
  server.close();
  await once(server, "close");
  return port;
}

function portOf(server: Server): number {
  const address = server.address();
  if (address === null || typeof address === "string") {
    throw new Error("the server has no port");
  }
  return address.port;
}

describe("a database that cannot be used ends the run, and says so", () => {
  test.each([
    ["because nobody listens", async () => `postgresql://u:p@127.0.0.1:${await closedPort()}/x`],
    [
      "because the host is unknown",
      async () => await Promise.resolve("postgresql://u@db.invalid/x"),
    ],
  ])("%s", async (_why, urlOf) => {
    await using database = await freshDatabase();
    await using broken = database.openAgain({ url: await urlOf() });
    await using warehouse = openTestWarehouse(broken, [stream]);
    await using slots = new PostgresSlotBook(broken, () => undefined);
    const tries: readonly (() => Promise<unknown>)[] = [
      async () => await warehouse.runs.begin({ kind: "sync", scope: { months: [] }, now: NIGHT }),
      async () => await warehouse.runs.syncHistory(),
      async () => await warehouse.slices.states(),
      async () => await warehouse.slices.register([sliceOf(stream)]),
      async () => await warehouse.slices.prepareMonths(["2026-10"]),
      async () => await warehouse.accounts.customers(),
      async () => await warehouse.checks.bills([]),
      async () => await slots.reserve("lane", 100),
    ];
    for (const attempt of tries) {
      await expect(attempt()).rejects.toMatchObject(NO_DATABASE);
    }
  });

  test("because it refuses the login, or does not exist", async () => {
    await using database = await freshDatabase();
    const stranger = { name: "nobody_billhouse_knows", password: "x" };
    const urls: readonly (readonly [url: string, code: RegExp])[] = [
      [withDatabase(database.url, database.name, stranger), /^28/],
      [withDatabase(database.url, `${database.name}_not`), /^3D000$/],
    ];
    for (const [url, code] of urls) {
      await using broken = database.openAgain({ url });
      await using warehouse = openTestWarehouse(broken, [stream]);
      await expect(warehouse.slices.states()).rejects.toMatchObject({
        ...NO_DATABASE,
        code: expect.stringMatching(code),
      });
    }
  });

  test("because a failover left it read-only", async () => {
    await using database = await freshDatabase();
    await database.pool.query(
      `alter database "${database.name}" set default_transaction_read_only = on`,
    );
    await using readOnly = database.openAgain();
    await using replica = openTestWarehouse(readOnly, [stream]);
    await expect(replica.slices.register([sliceOf(stream)])).rejects.toMatchObject({
      ...NO_DATABASE,
      code: "25006",
    });
    await expect(beginRun(replica)).rejects.toMatchObject({ ...NO_DATABASE, code: "25006" });
  });

  test("because the connection broke in the middle of a load; the pool is usable again", async () => {
    await using database = await freshDatabase();
    await using warehouse = openTestWarehouse(database, [stream]);
    await expect(
      inTransaction(database, async (client) => {
        await client.query("select pg_terminate_backend(pg_backend_pid())");
      }),
    ).rejects.toMatchObject(NO_DATABASE);
    expect(await warehouse.slices.states()).toEqual([]);
  });
});

test("a schema that does not fit names the command that mends it", async () => {
  await using database = await freshDatabase("empty");
  await using warehouse = openTestWarehouse(database, [stream]);
  await expect(warehouse.slices.states()).rejects.toMatchObject({
    name: "AbortError",
    reason: "schema",
    code: "42P01",
    hint: expect.stringContaining("npm run migrate"),
  });
});

describe("what may succeed when it is repeated is repeated", () => {
  test("two transactions that wait for each other both come to their end", async () => {
    await using database = await freshDatabase();
    await database.pool.query(`create table pair as select generate_series(1, 2) as id, 0 as n;
      alter database "${database.name}" set deadlock_timeout = '50ms'`);
    await using contending = database.openAgain();
    const bothHold = Promise.withResolvers<void>();
    let holders = 0;
    let attempts = 0;
    const add = async (first: number, second: number): Promise<void> => {
      await inTransaction(contending, async (client) => {
        attempts += 1;
        await client.query("update pair set n = n + 1 where id = $1", [first]);
        holders += 1;
        if (holders === 2) {
          bothHold.resolve();
        }
        await bothHold.promise;
        await client.query("update pair set n = n + 1 where id = $1", [second]);
      });
    };
    await Promise.all([add(1, 2), add(2, 1)]);
    expect(attempts).toBe(3);
    expect(await readText(database.pool, "select n from pair")).toEqual([{ n: "2" }, { n: "2" }]);
  });

  test("but not for ever, and then it is the database's fault", async () => {
    await using database = await freshDatabase();
    let attempts = 0;
    await expect(
      inTransaction(database, async (client) => {
        attempts += 1;
        await client.query("do $$ begin raise exception 'x' using errcode = '40001'; end $$");
      }),
    ).rejects.toMatchObject({ name: "AbortError", reason: "database", code: "40001" });
    expect(attempts).toBe(5);
  });

  test("a defect of ours is not, and comes through as it is", async () => {
    await using database = await freshDatabase();
    let attempts = 0;
    const defect = new TypeError("ours");
    await expect(
      inTransaction(database, async () => {
        attempts += 1;
        return await Promise.reject(defect);
      }),
    ).rejects.toBe(defect);
    expect(attempts).toBe(1);
  });

  test("a load that met a deadlock loads everything once", async () => {
    await using database = await freshDatabase();
    await using warehouse = openTestWarehouse(database, [stream]);
    const claim = await claimed(warehouse, await beginRun(warehouse), sliceOf(stream));
    const answer = { SummaryOverview: [{ RegionId: "1", TotalCost: "1.0" }] };
    await stageAnswers(warehouse, claim, [answer]);
    await database.pool.query(`
      create sequence tries;
      create function fail_once() returns trigger language plpgsql as $$ begin
        if nextval('tries') = 1 then raise exception 'x' using errcode = '40P01'; end if;
        return new; end $$;
      create trigger fail_once before insert on billing_ops.slice_load
        for each row execute function fail_once()`);
    expect(await warehouse.slices.load(claim, NIGHT)).toMatchObject({ rowsAdded: 1 });
    const counts = `select (select count(*) from billing.partner_bill_by_region) as rows,
      (select count(*) from billing_ops.slice_load) as loads, (select last_value from tries) as tries`;
    expect(await readText(database.pool, counts)).toEqual([{ rows: "1", loads: "1", tries: "2" }]);
  });
});
