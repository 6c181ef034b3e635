import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { runInNewContext } from "node:vm";
import { describe, expect, test } from "vitest";
import { migrateDatabase } from "../../src/app/migrate-database.ts";
import { MigrationBusyError } from "../../src/app/migration-busy-error.ts";
import { systemClock } from "../../src/app/system-clock.ts";
import { createRole, freshDatabase } from "../support/fresh-database.ts";
import { BARE_ENVIRONMENT, runProgram } from "../support/program.ts";

const MAIN = join(import.meta.dirname, "../../src/main.ts");

describe("the program", () => {
  test("is plain JavaScript at its entry: an old Node says in one line what it lacks", () => {
    const said: string[] = [];
    const process = { versions: { node: "20.20.2" }, version: "v20.20.2", exitCode: 0 };

    runInNewContext(readFileSync(MAIN, "utf8"), {
      process,
      console: { error: (line: string) => said.push(line) },
    });

    expect(said).toHaveLength(1);
    expect(said[0]).toMatch(/needs Node\.js .* and this is v20\.20\.2/);
    expect(process.exitCode).toBe(2);
  });

  test("runs as it is, without a build: its help ends with 0", async () => {
    const { exitCode, stdout, stderr } = await runProgram(["--help"], {});

    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
    expect(stdout).toContain("npm run demo needs no account");
  });

  test.each([
    ["a misspelt command", ["snyc"], "Did you mean sync?"],
    ["a misspelt option", ["sync", "--jsno"], "Did you mean --json?"],
    ["no command", [], "npm run demo needs no account"],
  ])("ends with 2 at %s, and helps", async (_name, args, hint) => {
    const ended = await runProgram(args, {});

    expect(ended.exitCode).toBe(2);
    expect(ended.stderr).toContain(hint);
  });

  test("ends quietly when nobody reads its result to the end", async () => {
    await using database = await freshDatabase();
    const shell = spawn(
      "sh",
      [
        "-c",
        `"$NODE" "$MAIN" query --csv "select * from generate_series(1, 300000)" | head -n 1; echo "head ended"`,
      ],
      {
        env: {
          ...BARE_ENVIRONMENT,
          NODE: process.execPath,
          MAIN,
          DATABASE_URL: database.url,
        },
      },
    );
    let stderr = "";
    shell.stderr.setEncoding("utf8").on("data", (text: string) => {
      stderr += text;
    });
    await once(shell, "close");

    expect(stderr).not.toMatch(/EPIPE|Error|could not be written/);
  });
});

describe("npm run migrate", () => {
  test("says what it applied, then that there is nothing to do, and takes one back", async () => {
    await using database = await freshDatabase("empty");
    const env = { DATABASE_URL: database.url };

    const first = await runProgram(["migrate"], env);
    const second = await runProgram(["migrate"], env);
    const down = await runProgram(["migrate", "--down"], env);
    const status = await runProgram(["migrate", "--status", "--json"], env);

    expect(first).toMatchObject({ exitCode: 0 });
    expect(first.stdout).toContain("Applied 0001-bookkeeping\n");
    expect(second.stdout).toContain("up to date");
    expect(down.stdout).toMatch(/^Took back \d{4}-\S+\n$/);
    const { migrations } = JSON.parse(status.stdout) as { migrations: { appliedAt?: string }[] };
    expect(migrations.filter(({ appliedAt }) => appliedAt === undefined)).toHaveLength(1);
  });

  test("ends with 2 and names itself where the role may not change the schema", async () => {
    await using database = await freshDatabase("empty");
    const { url } = await createRole(database);

    const ended = await runProgram(["migrate"], { DATABASE_URL: url });

    expect(ended.exitCode).toBe(2);
    expect(ended.stderr).toContain("run npm run migrate with a role that may");
  });

  test("waits for another process only so long", async () => {
    await using database = await freshDatabase("empty");
    await using other = database.openAgain();
    const client = await other.pool.connect();
    await client.query("select pg_advisory_lock(3853314791062309107)");

    const migrating = migrateDatabase(database, {
      direction: "up",
      clock: systemClock,
      signal: new AbortController().signal,
      waitMs: 300,
    });

    await expect(migrating).rejects.toBeInstanceOf(MigrationBusyError);
    await client.query("select pg_advisory_unlock(3853314791062309107)");
    client.release();
  });

  test("two at once do it once", async () => {
    await using database = await freshDatabase("empty");
    const env = { DATABASE_URL: database.url };

    const both = await Promise.all([runProgram(["migrate"], env), runProgram(["migrate"], env)]);

    expect(both.map(({ exitCode }) => exitCode)).toEqual([0, 0]);
    expect(both.filter(({ stdout }) => stdout.includes("Applied 0001"))).toHaveLength(1);
    expect(both.filter(({ stdout }) => stdout.includes("up to date"))).toHaveLength(1);
  });
});
