import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { FocusVersion } from "../support/focus-facts.ts";
import { loadFocusTenant } from "../support/focus-tenant.ts";
import { queryOn, readUseCases, type UseCase } from "../support/focus-use-cases.ts";
import { type FreshDatabase, freshDatabase } from "../support/fresh-database.ts";

const USE_CASES = await readUseCases();
const VERSIONS: readonly FocusVersion[] = ["1.2", "1.4"];

let database: FreshDatabase;
beforeAll(async () => {
  database = await freshDatabase();
  await loadFocusTenant(database.url);
});
afterAll(async () => {
  await database[Symbol.asyncDispose]();
});

describe.each(VERSIONS)("FOCUS %s answers", (version) => {
  const asked = USE_CASES.filter((useCase) => (useCase.version ?? version) === version);

  test.each(asked.map((useCase) => [useCase.name, useCase] as const))("%s", async (_, useCase) => {
    const rows = await answer(`cost_and_usage_v${version.replace(".", "_")}`, useCase);
    expect(rows > 0).toBe(useCase.nothing === undefined);
  });

  test("27 of 27 questions", () => {
    expect(asked).toHaveLength(27);
  });
});

test.each(["analyze-tag-coverage", "application-cost"])(
  "%s has an answer in the customers' own lines",
  async (name) => {
    const useCase = USE_CASES.find((candidate) => candidate.name === name);
    expect(useCase && (await answer("customer_cost_and_usage", useCase))).toBeGreaterThan(0);
  },
);

async function answer(view: string, useCase: UseCase): Promise<number> {
  const client = await database.pool.connect();
  try {
    await client.query("set search_path = focus, billing_mart, public");
    const { rowCount } = await client.query(queryOn(view, useCase), [...useCase.values]);
    return rowCount ?? 0;
  } finally {
    client.release(true);
  }
}
