import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { Client, Pool } from "pg";
import { from as copyFrom } from "pg-copy-streams";
import { describe, expect, test } from "vitest";
import { freshDatabase } from "../support/fresh-database.ts";
import { startPostgresProxy } from "../support/postgres-proxy.ts";
import { readText } from "../support/read-table.ts";

/** A database with a table `n`, a proxy before it, and one client on the far side. */
async function openProxied() {
  const stack = new AsyncDisposableStack();
  const database = stack.use(await freshDatabase("empty"));
  await database.pool.query("create table n (n int)");
  const proxy = stack.use(await startPostgresProxy(database.url));
  const connect = async (): Promise<Client> => {
    const client = new Client({ connectionString: proxy.url, connectionTimeoutMillis: 2000 });
    client.on("error", () => undefined);
    stack.defer(async () => {
      proxy.resume();
      proxy.dropAll();
      await client.end().catch(() => undefined);
    });
    await client.connect();
    return client;
  };
  return {
    database,
    proxy,
    connect,
    rows: async () =>
      (await readText(database.pool, "select n from n order by n")).map(({ n }) => n),
    [Symbol.asyncDispose]: async () => await stack.disposeAsync(),
  };
}

describe("the proxy before PostgreSQL", () => {
  test("passes everything on, and tells of every statement that is executed", async () => {
    await using far = await openProxied();
    const heard: string[] = [];
    far.proxy.onStatement((sql, nth) => {
      heard.push(`${nth} ${sql}`);
    });
    const client = await far.connect();
    await client.query("begin");
    await client.query("insert into n values ($1)", [1]);
    for (const value of [2, 3]) {
      await client.query({ name: "add", text: "insert into n select $1", values: [value] });
    }
    await pipeline(Readable.from(["4\n5\n"]), client.query(copyFrom("copy n from stdin")));
    await client.query("commit");
    expect(heard).toEqual([
      "1 begin",
      "2 insert into n values ($1)",
      "3 insert into n select $1",
      "4 insert into n select $1",
      "5 copy n from stdin",
      "6 commit",
    ]);
    expect(await far.rows()).toEqual(["1", "2", "3", "4", "5"]);
  });

  test("takes answers of many megabytes", async () => {
    await using far = await openProxied();
    const client = await far.connect();
    const { rows } = await client.query("select repeat('x', 5000000) as text");
    expect(rows[0].text).toHaveLength(5_000_000);
  });

  test("drops a connection before a statement: the server never had it", async () => {
    await using far = await openProxied();
    far.proxy.onStatement((sql) => (sql.includes("7") ? "drop" : undefined));
    const client = await far.connect();
    await client.query("insert into n values (6)");
    await expect(client.query("insert into n values (7)")).rejects.toThrow(/reset|terminated/i);
    expect(await far.rows()).toEqual(["6"]);
  });

  test.each(["commit", "insert into n values (8); commit"])(
    "drops a connection after `%s`: it happened, and nobody was told",
    async (last) => {
      await using far = await openProxied();
      far.proxy.onStatement((sql) => (sql.endsWith("commit") ? "drop-after" : undefined));
      const client = await far.connect();
      await client.query("begin");
      await client.query("insert into n values ($1)", [8]);
      await expect(client.query(last)).rejects.toThrow(/reset|terminated/i);
      expect((await far.rows())[0]).toBe("8");
    },
  );

  test("drops a connection after a statement with parameters, and after a COPY", async () => {
    await using far = await openProxied();
    far.proxy.onStatement((sql) => (/values|copy/.test(sql) ? "drop-after" : undefined));
    const first = await far.connect();
    await expect(first.query("insert into n values ($1)", [9])).rejects.toThrow(/reset|terminat/i);
    const second = await far.connect();
    const copy = second.query(copyFrom("copy n from stdin"));
    await expect(pipeline(Readable.from(["10\n"]), copy)).rejects.toThrow(/reset|terminat/i);
    expect(await far.rows()).toEqual(["9", "10"]);
  });

  test("answers an error in the server's place, in a transaction and outside of one", async () => {
    await using far = await openProxied();
    far.proxy.onStatement((sql) =>
      sql.includes("11") ? { code: "53100", message: "no space left" } : undefined,
    );
    const client = await far.connect();
    await expect(client.query("insert into n values (11)")).rejects.toMatchObject({
      code: "53100",
      message: "no space left",
    });
    await client.query("begin");
    await expect(client.query("insert into n select $1 -- 11", [1])).rejects.toMatchObject({
      code: "53100",
    });
    await client.query("rollback");
    await client.query("insert into n values (12)");
    expect(await far.rows()).toEqual(["12"]);
  });

  test.each(["stall", "stall-after"] as const)(
    "goes silent on one connection at a statement (%s), and not on the others",
    async (verdict) => {
      await using far = await openProxied();
      far.proxy.onStatement((sql) => (sql.includes("13") ? verdict : undefined));
      const [silent, other] = [await far.connect(), await far.connect()];
      const answer = silent.query("insert into n values (13)").catch(() => "cut at the end");
      expect(await Promise.race([answer, sleep(150, "silence")])).toBe("silence");
      await other.query("select 1");
      expect(await far.rows()).toEqual(verdict === "stall" ? [] : ["13"]);
    },
  );

  test("goes silent on all, new ones too, until it passes on what waited", async () => {
    await using far = await openProxied();
    const client = await far.connect();
    far.proxy.stall();
    const answer = client.query("select 14 as n");
    await expect(far.connect()).rejects.toThrow(/timeout/);
    expect(await Promise.race([answer, sleep(50, "silence")])).toBe("silence");
    far.proxy.resume();
    expect((await answer).rows).toEqual([{ n: 14 }]);
  });

  test("forgets the connections that it knew, and takes new ones", async () => {
    await using far = await openProxied();
    const known = await far.connect();
    far.proxy.stall("existing");
    const answer = known.query("select 1").catch(() => "cut at the end");
    expect(await Promise.race([answer, sleep(50, "silence")])).toBe("silence");
    await (await far.connect()).query("select 1");
  });

  test("cuts all connections, and refuses new ones until it takes them again", async () => {
    await using far = await openProxied();
    const client = await far.connect();
    far.proxy.refuse();
    far.proxy.dropAll();
    await expect(client.query("select 1")).rejects.toThrow(/terminated|connection|reset/i);
    await expect(far.connect()).rejects.toThrow(/reset|terminated/i);
    far.proxy.accept();
    await (await far.connect()).query("select 1");
    expect(far.proxy.openConnections()).toBe(1);
  });

  test("passes on that the server has ended a connection, however it did", async () => {
    await using far = await openProxied();
    for (let round = 0; round < 5; round += 1) {
      const client = await far.connect();
      const { rows } = await client.query("select pg_backend_pid() as pid");
      const ended = new Promise((resolve) => {
        client.once("end", () => resolve("ended"));
      });
      // Statements on their way to a server that closes make it reset the connection.
      const answer = client.query("select pg_sleep(5)").catch(() => "refused");
      await far.database.pool.query("select pg_terminate_backend($1)", [rows[0].pid]);
      const copy = client.query(copyFrom("copy n from stdin"));
      await pipeline(Readable.from(["1\n"]), copy).catch(() => undefined);
      expect(await answer).toBe("refused");
      expect(await Promise.race([ended, sleep(2000, "silence")])).toBe("ended");
    }
  });

  test("holds a statement back for as long as its listener takes", async () => {
    await using far = await openProxied();
    const decided = Promise.withResolvers<undefined>();
    far.proxy.onStatement(async (sql) => (sql === "select 15" ? await decided.promise : undefined));
    await using pool = Object.assign(new Pool({ connectionString: far.proxy.url }), {
      [Symbol.asyncDispose]: async () => await pool.end(),
    });
    const answer = pool.query("select 15");
    await pool.query("select 16");
    expect(await Promise.race([answer, sleep(50, "silence")])).toBe("silence");
    decided.resolve(undefined);
    expect((await answer).rowCount).toBe(1);
  });
});
