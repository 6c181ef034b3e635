import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { loadFocusTenant } from "../support/focus-tenant.ts";
import { queryOn, readUseCases } from "../support/focus-use-cases.ts";
import { type FreshDatabase, freshDatabase } from "../support/fresh-database.ts";
import { labOption } from "../support/lab-environment.ts";

/**
 * `LAB_FOCUS_USE_CASES` names a folder of queries to run instead of ours, such as those that the FOCUS
 * Foundation publishes: one a file, on the table `focus_data_table`, with `?` for the values of a line
 * `-- with: [...]`, below a line `-- question: ...`.
 */
const USE_CASES = await readUseCases(labOption("FOCUS_USE_CASES"));

const ASKED = ["1.2", "1.4"]
  .map((version) => ({
    version,
    asked: USE_CASES.filter((useCase) => (useCase.version ?? version) === version),
  }))
  .filter(({ asked }) => asked.length > 0);

let database: FreshDatabase;
beforeAll(async () => {
  database = await freshDatabase();
  await loadFocusTenant(database.url);
});
afterAll(async () => {
  await database[Symbol.asyncDispose]();
});

describe.each(ASKED)("FOCUS $version runs", ({ version, asked }) => {
  test.each(asked.map((useCase) => [useCase.name, useCase] as const))("%s", async (_, useCase) => {
    const client = await database.pool.connect();
    try {
      await client.query("set search_path = focus, billing_mart, public");
      const view = `cost_and_usage_v${version.replace(".", "_")}`;
      const { fields } = await client.query(queryOn(view, useCase), [...useCase.values]);
      expect(fields.length).toBeGreaterThan(0);
    } finally {
      client.release(true);
    }
  });
});
