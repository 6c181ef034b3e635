import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readText } from "../support/read-table.ts";
import { relations } from "./grant-catalog.ts";
import {
  answersTo,
  asLogin,
  type GrantDatabase,
  openGrantDatabase,
  readAs,
} from "./grant-playground.ts";
import { syncAs } from "./grant-sync.ts";

const ACME = "200000000001";
const BETA = "200000000002";

let stage: GrantDatabase;
let acme: { readonly url: string };

// One database for all tests of this file: none of them changes what is in it.
beforeAll(async () => {
  stage = await openGrantDatabase();
  await stage.grant([]);
  await syncAs(stage.database);
  acme = await stage.makeLogin("--customer-login", "acme", "--customer", ACME);
  await stage.database.pool.query("analyze");
}, 120_000);
afterAll(async () => {
  await stage[Symbol.asyncDispose]();
});

const MARK = "7777";

/** One condition on each column of a view, of operators that cannot fail; they have MARK in them. */
async function conditionsOn(view: string): Promise<readonly string[]> {
  const rows = await readText(
    stage.database.pool,
    `select case format_type(atttypid, null)
         when 'text' then format('%1$I = %2$L and starts_with(%1$I, %2$L)', attname, '${MARK}')
         when 'bigint' then format('%I <> ${MARK}', attname)
         when 'integer' then format('%I <> ${MARK}', attname)
         when 'date' then format('%I < %L', attname, '${MARK}-01-01')
         when 'timestamp with time zone' then format('%I < %L', attname, '${MARK}-01-01')
       end as condition
     from pg_attribute where attrelid = $1::regclass and attnum > 0 order by attnum`,
    [view],
  );
  return rows.flatMap(({ condition }) => condition ?? []);
}

describe("a customer's login", () => {
  test("learns nothing of others by what a condition does before the filter", async () => {
    // Division by zero on any row of another customer would tell that it is there.
    const [answer] = await answersTo(acme, [
      `select 1 from billing_own.cost_by_product where 1 / (case customer_uin when '${BETA}' then 0 else 1 end) = 0`,
    ]);
    expect(answer).toMatch(/: done$/);
  });

  test("has no condition of its own tried below its rows, in whatever view, on whatever column", async () => {
    for (const view of await relations(stage.database.pool, ["billing_own"])) {
      const conditions = await conditionsOn(view);
      expect({ view, isTested: conditions.length > 3 }).toEqual({ view, isTested: true });
      const plan = await readAs(
        acme,
        `explain (costs off) select 1 from ${view} where ${conditions.join(" and ")}`,
      );
      const lines = plan.map((row) => row["QUERY PLAN"] ?? "");
      expect({ view, tried: lines.filter((line) => line.includes(MARK)) }).toEqual({
        view,
        tried: [expect.stringMatching(/^ {2}Filter: /)],
      });
      expect(lines[0]).toMatch(/^Subquery Scan on /);
    }
  });

  test.each([
    ["starts_with(customer_name, $)", "coverage", "customer_name"],
    ["uin = $", "reconciliation", "uin"],
  ])(
    "learns nothing of others from what EXPLAIN ANALYZE counts: %s in %s",
    async (condition, view, column) => {
      const mart = `billing_mart.${view}`;
      const [theirs] = await readText(
        stage.database.pool,
        `select ${column} as value from ${mart} where uin = '${BETA}' and ${column} is not null limit 1`,
      );
      const value = theirs?.["value"] ?? "";
      expect(value.length).toBeGreaterThan(3);
      const counts = async (asked: string): Promise<string> => {
        const text = `set enable_indexscan = off; set enable_bitmapscan = off; set jit = off;
          explain (analyze, costs off, timing off, summary off, buffers off)
          select 1 from billing_own.${view} where ${condition.replace("$", `'${asked}'`)}`;
        const answers: unknown = await asLogin(acme, async (client) => await client.query(text));
        return JSON.stringify(answers).replaceAll(asked, "?");
      };
      const there = await counts(value);
      expect(there).toContain("actual rows");
      expect(there).toBe(await counts("x".repeat(value.length)));
    },
  );
});
