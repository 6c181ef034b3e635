import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { runQuery } from "../../src/app/run-query.ts";
import { AbortError } from "../../src/domain/abort-error.ts";
import { type FreshDatabase, freshDatabase } from "../support/fresh-database.ts";
import { type CommandResult, runCommand } from "./run-command.ts";

async function query(database: FreshDatabase, ...argv: string[]): Promise<CommandResult> {
  return await runCommand(["query", ...argv], { env: { DATABASE_URL: database.url } });
}

/** How many statements of query are at work in the database. */
async function statementsAtWork({ pool }: FreshDatabase): Promise<number> {
  const { rows } = await pool.query<{ count: number }>(
    `select count(*)::int as count from pg_stat_activity
     where datname = current_database() and application_name = 'billhouse query'`,
  );
  return rows[0]?.count ?? 0;
}

async function untilNothingIsAtWork(database: FreshDatabase): Promise<void> {
  for (let look = 1; look < 100 && (await statementsAtWork(database)) > 0; look += 1) {
    await sleep(20);
  }
  expect(await statementsAtWork(database)).toBe(0);
}

describe("a result", () => {
  test("has every value as PostgreSQL writes it, whatever its type", async () => {
    await using database = await freshDatabase("empty");
    const { exitCode, out, err } = await query(
      database,
      "--json",
      `select 333.00000000 as amount, 12345678901234567890.123456789012345678 as large,
         9007199254740993::bigint as uin, 0.1::float8 as real, array[1.10, 2.20] as list,
         date '2026-10-01' as bill_month, '{"a": 1.0}'::jsonb as extra, true as is_paid, null as nothing`,
    );
    expect(JSON.parse(out)).toEqual([
      {
        amount: "333.00000000",
        large: "12345678901234567890.123456789012345678",
        uin: "9007199254740993",
        real: "0.1",
        list: "{1.10,2.20}",
        bill_month: "2026-10-01",
        extra: '{"a": 1.0}',
        is_paid: true,
        nothing: null,
      },
    ]);
    expect({ exitCode, err }).toEqual({ exitCode: 0, err: "1 row\n" });
  });

  test("is printed whole where it goes into a pipe, and cut to the terminal's width where not", async () => {
    await using database = await freshDatabase("empty");
    const sql = "select repeat('x', 200) as long, 123.456 as amount";
    const env = { DATABASE_URL: database.url };
    const piped = await runCommand(["query", sql], { env });
    const watched = await runCommand(["query", sql], { env, columns: 60 });
    expect(piped.out).toContain("x".repeat(200));
    expect(watched.out.split("\n").map((line) => line.length)).toEqual([60, 60, 60, 0]);
    expect(watched.out).toMatch(/x…\s+123\.456\n$/);
  });

  test("of many rows arrives in parts, so that memory does not grow with it", async () => {
    await using database = await freshDatabase("empty");
    const parts = runQuery({
      databaseUrl: database.url,
      sql: "select g from generate_series(1, 20001) g",
      signal: new AbortController().signal,
      schemaHint: "",
    });
    const sizes: number[] = [];
    for await (const { rows } of parts) {
      sizes.push(rows.length);
    }
    expect(Math.max(...sizes)).toBe(500);
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(20_001);
  });

  test("without rows still says its columns", async () => {
    await using database = await freshDatabase("empty");
    const { out } = await query(database, "--csv", "select 1 as one, 2 as two where false");
    expect(out).toBe("one,two\n");
  });

  test("that nobody reads any more, as behind head, ends the statement and is no failure", async () => {
    await using database = await freshDatabase("empty");
    let texts = 0;
    const { exitCode } = await runCommand(
      ["query", "--csv", "select generate_series(1, 1000000000) as g"],
      {
        env: { DATABASE_URL: database.url },
        onOut: () => {
          texts += 1;
          return texts === 2;
        },
      },
    );
    expect({ exitCode, texts }).toEqual({ exitCode: 0, texts: 2 });
    await untilNothingIsAtWork(database);
  });
});

describe("a statement is refused with exit code 2", () => {
  test.each([
    "insert into billing.account (account, roles, loaded_at) values ('x', '{}', now())",
    "with gone as (delete from billing_ops.run returning 1) select * from gone",
    "create table billing.mine ()",
    "truncate billing.account",
    "select nextval('billing_ops.epoch')",
    "copy billing.account to '/tmp/stolen'",
  ])("when it writes: %s", async (sql) => {
    await using database = await freshDatabase();
    const { exitCode, out, err } = await query(database, sql);
    expect({ exitCode, out }).toEqual({ exitCode: 2, out: "" });
    expect(err).toContain("query is read-only");
  });

  test("when it is two, and then neither is run", async () => {
    await using database = await freshDatabase();
    const { exitCode, err } = await query(
      database,
      "commit; insert into billing.account (account, roles, loaded_at) values ('x', '{}', now())",
    );
    expect(exitCode).toBe(2);
    expect(err).toContain("exactly one statement");
    const { rowCount } = await database.pool.query("select from billing.account");
    expect(rowCount).toBe(0);
  });

  test("when it is wrong, with the place and the server's own hint", async () => {
    await using database = await freshDatabase();
    const { exitCode, err } = await query(database, "select total_csot from billing.bill_detail");
    expect(exitCode).toBe(2);
    expect(err.split("\n").slice(0, 4)).toEqual([
      'column "total_csot" does not exist (SQLSTATE 42703)',
      "  line 1: select total_csot from billing.bill_detail",
      "                 ^",
      '  Perhaps you meant to reference the column "bill_detail.total_cost".',
    ]);
  });

  test("when it fails half-way, after the rows that came before", async () => {
    await using database = await freshDatabase("empty");
    const { exitCode, out, err } = await query(
      database,
      "--csv",
      "select 1 / (1500 - g) as x from generate_series(1, 2000) g",
    );
    expect(exitCode).toBe(2);
    expect(out.split("\n").length).toBeGreaterThan(500);
    expect(err).toContain("division by zero");
  });

  test("when there is none", async () => {
    const { exitCode, err } = await runCommand(["query", "  "]);
    expect(exitCode).toBe(2);
    expect(err).toContain("no statement");
  });

  test("when --csv and --json are asked for at once", async () => {
    const { exitCode } = await runCommand(["query", "--csv", "--json", "select 1"]);
    expect(exitCode).toBe(2);
  });
});

test.each([
  { state: "empty", hint: "npm run sync" },
  { state: "migrated", hint: "information_schema.tables" },
] as const)(
  "an unknown table in a database that is $state says: $hint",
  async ({ state, hint }) => {
    await using database = await freshDatabase(state);
    const { exitCode, err } = await query(database, "select * from billing.bils");
    expect(exitCode).toBe(2);
    expect(err).toContain(hint);
  },
);

test("a statement that is interrupted ends on the server too", async () => {
  await using database = await freshDatabase("empty");
  const abort = new AbortController();
  const ending = runCommand(["query", "select pg_sleep(60)"], {
    env: { DATABASE_URL: database.url },
    signal: abort.signal,
  });
  for (let look = 1; look < 100 && (await statementsAtWork(database)) === 0; look += 1) {
    await sleep(20);
  }
  abort.abort(new AbortError("interrupted", "interrupted by SIGINT"));
  expect((await ending).exitCode).toBe(75);
  await untilNothingIsAtWork(database);
});

test("no database is exit code 8, and the password is not told", async () => {
  const env = { DATABASE_URL: "postgres://somebody:s3cret-word@127.0.0.1:1/billhouse" };
  const { exitCode, err } = await runCommand(["query", "select 1"], { env });
  expect(exitCode).toBe(8);
  expect(err).toContain("DATABASE_URL");
  expect(err).not.toContain("s3cret-word");
});
