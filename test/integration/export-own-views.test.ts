import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { Client } from "pg";
import { describe, expect, test } from "vitest";
import { listViews } from "../../src/warehouse/postgres/views/list-views.ts";
import { createRole, freshDatabase } from "../support/fresh-database.ts";
import { readParquet } from "./export-playground.ts";
import { runCommand } from "./run-command.ts";

describe("every view that the schema has for people", () => {
  test("can be exported, and those of focus under their specification's names", async () => {
    await using database = await freshDatabase();
    const folder = await mkdtemp(path.join(tmpdir(), "billhouse-export-"));
    const client = new Client({ connectionString: database.url });
    await client.connect();
    try {
      const views = await listViews(client);
      expect([...new Set(views.map(({ schema }) => schema))]).toEqual(["billing_mart", "focus"]);
      for (const { schema, name } of views) {
        const out = path.join(folder, name);
        const { exitCode, err } = await runCommand(
          ["export", "--view", `${schema}.${name}`, "--out", out],
          { env: { DATABASE_URL: database.url } },
        );
        expect({ name, exitCode, err }).toEqual({ name, exitCode: 0, err: "" });
        const titles = Object.keys((await readParquet(out)).types);
        const isSpelled = titles.every((title) => /^(x_)?[A-Z]/.test(title));
        expect({ name, isSpelled }).toEqual({ name, isSpelled: schema === "focus" });
      }
    } finally {
      await client.end();
      await rm(folder, { recursive: true, force: true });
    }
  });

  test("is offered to a login that may read it, and no other", async () => {
    await using database = await freshDatabase();
    const { url } = await createRole(database);
    const role = new URL(url).username;
    await database.pool.query(`grant usage on schema billing_mart to ${role}`);
    await database.pool.query(`grant select on billing_mart.coverage to ${role}`);
    const { exitCode, err } = await runCommand(["export", "--view", "what_changed"], {
      env: { DATABASE_URL: url },
    });
    expect(exitCode).toBe(2);
    expect(err).toContain("there are billing_mart.coverage\n");
  });
});
