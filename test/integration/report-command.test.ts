import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { AbortError } from "../../src/domain/abort-error.ts";
import { billMonthAt } from "../../src/domain/bill-month.ts";
import { readReport } from "../../src/warehouse/postgres/read-report/read-report.ts";
import { createRole, type FreshDatabase, freshDatabase } from "../support/fresh-database.ts";
import { mainOfPage } from "../support/main-of-page.ts";
import { openGrantDatabase } from "./grant-playground.ts";
import { type CommandOptions, type CommandResult, runCommand } from "./run-command.ts";
import { seedFleet, seedTrouble } from "./seed-report.ts";

const MONTH = billMonthAt(Date.now());

let folder: string;
let file: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "billhouse-report-"));
  file = path.join(folder, "report.html");
});
afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

async function report(
  url: string,
  argv: readonly string[] = [],
  options: CommandOptions = {},
): Promise<CommandResult> {
  const env = { DATABASE_URL: url, ...options.env };
  return await runCommand(["report", "--out", file, ...argv], { ...options, env });
}

async function pageMain(): Promise<string> {
  return mainOfPage(await readFile(file, "utf8"));
}

describe("npm run report", () => {
  test("writes one page and says in one line what it is of and how to open it", async () => {
    await using database = await freshDatabase();
    await seedFleet(database.pool, { month: MONTH, size: 2 });
    const { exitCode, out, err } = await report(database.url);
    expect([exitCode, err]).toEqual([0, ""]);
    expect(out).toBe(
      `report of ${MONTH} so far, to open in a browser: ${pathToFileURL(file).href}\n`,
    );
    expect((await readFile(file, "utf8")).slice(0, 15)).toBe("<!doctype html>");
    expect(await pageMain()).toContain('<data value="4" title="4">4.00</data>');
    expect(await readdir(folder)).toEqual(["report.html"]);
  });

  test("tells programs where it was written", async () => {
    await using database = await freshDatabase();
    await seedFleet(database.pool, { month: "2026-03", size: 1 });
    const { out } = await report(database.url, ["--json", "--month", "2026-03", "--months", "3"]);
    const { length } = await readFile(file);
    expect(JSON.parse(out)).toEqual({
      path: file,
      url: pathToFileURL(file).href,
      month: "2026-03",
      isRunning: false,
      bytes: length,
    });
  });

  test("of an empty database names the command that fills it, and is no failure", async () => {
    await using database = await freshDatabase();
    const { exitCode, out } = await report(database.url);
    expect(exitCode).toBe(0);
    expect(out).toMatch(/^report of no bills yet, to open/);
    expect(await pageMain()).toContain("<code>npm run sync</code>");
  });

  test("never shows a secret that the vendor's words repeat", async () => {
    await using database = await freshDatabase();
    await seedTrouble(database.pool, MONTH);
    const secretId = "AKIDabcdefghijklmnop";
    await database.pool.query(
      "update billing_ops.slice set error_message = 'The SecretId ' || $1 || ' is not found'",
      [secretId],
    );
    const env = { TENCENTCLOUD_SECRET_ID: secretId, TENCENTCLOUD_SECRET_KEY: "k".repeat(32) };
    await report(database.url, [], { env });
    const html = await pageMain();
    expect(html).toContain("The SecretId *** is not found");
    expect(html).not.toContain(secretId);
  });

  test.each([
    [["--month", "2026-13"], "--month 2026-13: a month is written YYYY-MM"],
    [["--month", "2099-01"], "--month 2099-01 is in the future"],
    [["--months", "0"], "It must be a whole number from 1 to 36"],
  ])("refuses %j, and reads nothing", async (argv, words) => {
    const { exitCode, err } = await report("postgres://nobody@127.0.0.1:1/none", argv);
    expect(exitCode).toBe(2);
    expect(err).toContain(words);
  });
});

describe("the file", () => {
  test("of an earlier report is replaced, one of anybody else's only when forced", async () => {
    await using database = await freshDatabase();
    expect((await report(database.url)).exitCode).toBe(0);
    expect((await report(database.url)).exitCode).toBe(0);
    await writeFile(file, "<html>my thesis</html>");
    const refused = await report(database.url);
    expect(refused.exitCode).toBe(2);
    expect(refused.err).toContain("is there already, and is no report of Billhouse's");
    expect(refused.err).toContain("--force");
    expect(await readFile(file, "utf8")).toBe("<html>my thesis</html>");
    expect((await report(database.url, ["--force"])).exitCode).toBe(0);
    expect(await pageMain()).toContain("No bills yet");
  });

  test("is refused before anything is read where it can be no file", async () => {
    await mkdir(file);
    const { exitCode, err } = await report("postgres://nobody@127.0.0.1:1/none", ["--force"]);
    expect([exitCode, err]).toEqual([2, expect.stringContaining("is no file that")]);
  });

  test("in a directory that is missing is a mistake, and leaves nothing behind", async () => {
    await using database = await freshDatabase();
    const out = path.join(folder, "missing/report.html");
    const { exitCode, err } = await report(database.url, ["--out", out]);
    expect([exitCode, err]).toEqual([2, expect.stringContaining("cannot be written")]);
    expect(await readdir(folder)).toEqual([]);
  });
});

describe("who may read it", () => {
  test("is a login that sees the marts and nothing else", async () => {
    await using grants = await openGrantDatabase();
    await seedTrouble(grants.database.pool, MONTH);
    expect((await grants.grant([])).exitCode).toBe(0);
    const { url } = await grants.makeLogin("--reader", "analyst");
    const { exitCode, err } = await report(url);
    expect([exitCode, err]).toEqual([0, ""]);
    expect(await pageMain()).toContain("1 comparison with the vendor");
  });

  test("is nobody else, who is told what to do", async () => {
    await using database = await freshDatabase();
    const { url } = await createRole(database);
    const { exitCode, err } = await report(url);
    expect(exitCode).toBe(2);
    expect(err).toContain("permission denied");
    expect(err).toContain("npm run grant -- --reader");
  });

  test("needs the schema, and is told how to make it", async () => {
    await using database = await freshDatabase("empty");
    const { exitCode, err } = await report(database.url);
    expect(exitCode).toBe(2);
    expect(err).toContain("npm run sync makes the schema");
  });

  test("needs a database", async () => {
    const { exitCode } = await report("postgres://nobody@127.0.0.1:1/none");
    expect(exitCode).toBe(8);
  });
});

describe("a database that is slow", () => {
  test("is given up on after a time, with words", async () => {
    await using database = await freshDatabase();
    await using blocked = await block(database);
    expect(blocked).toBeDefined();
    const reading = readReport(database, {
      month: undefined,
      months: 12,
      schemaHint: "",
      signal: new AbortController().signal,
      statementTimeoutMs: 100,
    });
    await expect(reading).rejects.toMatchObject({
      reason: "database",
      message: "the database took more than 0.1 s for a question",
    });
  });

  test("is told to stop when the command is, which leaves no file and ends with 75", async () => {
    await using database = await freshDatabase();
    await using blocked = await block(database);
    expect(blocked).toBeDefined();
    const abort = new AbortController();
    const ended = report(database.url, [], { signal: abort.signal });
    await expect.poll(async () => await statementsWaiting(database)).toBe(1);
    abort.abort(new AbortError("interrupted", "interrupted by SIGINT"));
    const { exitCode, err } = await ended;
    expect([exitCode, err]).toEqual([75, "interrupted by SIGINT\n"]);
    expect(await statementsWaiting(database)).toBe(0);
    expect(await readdir(folder)).toEqual([]);
  });
});

/** Nobody can read the bookkeeping while this is held. */
async function block(database: FreshDatabase): Promise<AsyncDisposable> {
  const client = await database.pool.connect();
  await client.query("begin; lock table billing_ops.slice");
  return {
    [Symbol.asyncDispose]: async () => {
      await client.query("rollback");
      client.release();
    },
  };
}

async function statementsWaiting({ pool }: FreshDatabase): Promise<number> {
  const { rows } = await pool.query<{ count: number }>(
    `select count(*)::int as count from pg_stat_activity
     where datname = current_database() and wait_event_type = 'Lock'`,
  );
  return rows[0]?.count ?? 0;
}
