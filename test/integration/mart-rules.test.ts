import type { Pool } from "pg";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type FreshDatabase, freshDatabase } from "../support/fresh-database.ts";
import { readText, type TextRow } from "../support/read-table.ts";
import { seedLines } from "../support/seed-lines.ts";
import { seedSlices } from "./seed-slices.ts";

let database: FreshDatabase;
beforeAll(async () => {
  database = await freshDatabase();
});
afterAll(async () => {
  await database[Symbol.asyncDispose]();
});
beforeEach(async () => {
  await database.pool.query(
    `truncate billing.bill_detail, billing.account, billing.customer, billing_ops.slice,
       billing_ops.cost_by_month, billing_ops.cost_by_day, billing_ops.cost_by_tags`,
  );
});

async function accounts(pool: Pool, lastSavedAt: Readonly<Record<string, string>>): Promise<void> {
  for (const [account, at] of Object.entries(lastSavedAt)) {
    await pool.query(
      "insert into billing.account (account, roles, display_name, uin, loaded_at) values ($1, '{partner}', $2, $3, $4)",
      [account, `Account ${account}`, account === "own" ? "200000000009" : null, at],
    );
  }
}

const monthly = async (): Promise<readonly TextRow[]> =>
  await readText(
    database.pool,
    "select account, perspective, cost from billing_mart.monthly_cost_by_customer order by account",
  );

const TEN = { lines: [{ total_cost: "10" }] };
const NINE = { account: "own", perspective: "customer", lines: [{ total_cost: "9" }] } as const;

describe("a customer's month is told by", () => {
  test("the partner's lines where they are loaded, and never by both", async () => {
    await seedLines(database.pool, TEN);
    await seedLines(database.pool, NINE);
    expect(await monthly()).toEqual([{ account: "main", perspective: "partner", cost: "10" }]);
  });

  test("the customer's own where the partner's were never loaded", async () => {
    await seedLines(database.pool, { lines: [], lastSuccessAt: null });
    await seedLines(database.pool, NINE);
    expect(await monthly()).toEqual([{ account: "own", perspective: "customer", cost: "9" }]);
  });

  test("the customer's own where the partner has a bill of nothing: it came to the partner later", async () => {
    await seedLines(database.pool, { lines: [] });
    await seedLines(database.pool, NINE);
    expect(await monthly()).toEqual([{ account: "own", perspective: "customer", cost: "9" }]);
  });

  test("the partner's bill of nothing where nobody has another", async () => {
    await seedLines(database.pool, { lines: [] });
    await seedLines(database.pool, { ...NINE, lines: [] });
    expect(await monthly()).toEqual([{ account: "main", perspective: "partner", cost: "0" }]);
  });

  test("the partner it was with, and not the one that it went to later", async () => {
    await accounts(database.pool, { main: "2026-10-20T00:00:00Z", other: "2026-11-10T00:00:00Z" });
    await seedLines(database.pool, TEN);
    await seedLines(database.pool, { account: "other", lines: [] });
    expect(await monthly()).toEqual([{ account: "main", perspective: "partner", cost: "10" }]);
  });

  test("the account that is still configured, after it was given another name", async () => {
    await accounts(database.pool, {
      main: "2026-10-20T00:00:00Z",
      renamed: "2026-11-10T00:00:00Z",
    });
    await seedLines(database.pool, TEN);
    await seedLines(database.pool, { account: "renamed", lines: [{ total_cost: "11" }] });
    expect(await monthly()).toEqual([{ account: "renamed", perspective: "partner", cost: "11" }]);
  });

  test("the account loaded on the latest day, else the first by name: the same every night", async () => {
    await accounts(database.pool, { a: "2026-11-10T00:00:00Z", main: "2026-11-10T00:00:00Z" });
    await seedLines(database.pool, TEN);
    await seedLines(database.pool, {
      account: "a",
      lastSuccessAt: "2026-11-10T01:29:00Z",
      lines: [{ total_cost: "11" }],
    });
    expect(await monthly()).toEqual([{ account: "a", perspective: "partner", cost: "11" }]);
    await database.pool.query(
      "update billing_ops.slice set last_success_at = '2026-11-12' where account = 'main'",
    );
    expect(await monthly()).toEqual([{ account: "main", perspective: "partner", cost: "10" }]);
  });

  test("the vendor's total where no lines are loaded", async () => {
    await seedLines(database.pool, { uin: "200000000002", lines: [] });
    await seedSlices(database.pool, [{ uin: "200000000001", amount: "12.50000000" }]);
    expect(
      await readText(
        database.pool,
        `select customer_uin, lines, cost, vendor_total, difference
         from billing_mart.monthly_cost_by_customer order by 1`,
      ),
    ).toEqual([
      {
        customer_uin: "200000000001",
        lines: null,
        cost: "12.5",
        vendor_total: "12.5",
        difference: null,
      },
      { customer_uin: "200000000002", lines: "0", cost: "0", vendor_total: null, difference: null },
    ]);
  });
});

test("two currencies are never added up", async () => {
  await seedLines(database.pool, {
    lines: [{ total_cost: "1" }, { total_cost: "2", currency: "EUR" }, { total_cost: "4" }],
  });
  for (const mart of [
    "monthly_cost_by_customer",
    "cost_by_product",
    "daily_cost",
    "top_movers",
    "customer_statement",
  ]) {
    expect(
      await readText(database.pool, `select currency, cost from billing_mart.${mart} order by 1`),
    ).toEqual([
      { currency: "EUR", cost: "2" },
      { currency: "USD", cost: "5" },
    ]);
  }
});

test("of a bill in two currencies no vendor's total is shown, for it names none and would be added up twice", async () => {
  await seedLines(database.pool, {
    lines: [{ total_cost: "100" }, { total_cost: "7", currency: "EUR" }],
  });
  await seedSlices(database.pool, [{ amount: "107" }]);
  expect(
    await readText(
      database.pool,
      "select cost, vendor_total, difference from billing_mart.monthly_cost_by_customer order by currency desc",
    ),
  ).toEqual([
    { cost: "100", vendor_total: null, difference: null },
    { cost: "7", vendor_total: null, difference: null },
  ]);
});

test("a discount is counted of lines that say what is left after it", async () => {
  await seedLines(database.pool, {
    lines: [
      { total_cost: "90", original_cost: "100", total_amount_after_discount: "90" },
      { total_cost: "50", original_cost: "50" },
      { total_cost: "20", total_amount_after_discount: "20", product_name: "CBS" },
    ],
  });
  expect(
    await readText(
      database.pool,
      "select product, list_cost, discount, cost from billing_mart.cost_by_product order by 1",
    ),
  ).toEqual([
    { product: "CBS", list_cost: null, discount: null, cost: "20" },
    { product: "Cloud Virtual Machine", list_cost: "150", discount: "10", cost: "140" },
  ]);
});

test("names that begin with a digit are not cut: only regions have stray ones", async () => {
  await seedLines(database.pool, {
    lines: ["1Shop", "2Shop", "Shop"].map((name) => ({ total_cost: "1", project_name: name })),
  });
  expect(
    await readText(database.pool, "select project from billing_mart.cost_by_project order by 1"),
  ).toEqual([{ project: "1Shop" }, { project: "2Shop" }, { project: "Shop" }]);
});

test("customers have the name of a list, else of their account, else their UIN", async () => {
  await accounts(database.pool, { main: "2026-11-10T00:00:00Z", own: "2026-11-10T00:00:00Z" });
  await database.pool.query(
    `insert into billing.customer (account, customer_uin, name, first_seen_at, last_seen_at, unbound_at, run_id, loaded_at)
     values ('main', '200000000001', 'Shop', now(), now(), null, 1, now()),
       ('old', '200000000001', 'Shop of old', now(), now(), now(), 1, now()),
       ('main', '200000000002', '', now(), now(), null, 1, now())`,
  );
  expect(
    await readText(
      database.pool,
      "select customer_uin as uin, customer_name as name from billing_mart.customer order by 1",
    ),
  ).toEqual([
    { uin: "200000000001", name: "Shop" },
    { uin: "200000000002", name: "200000000002" },
    { uin: "200000000009", name: "Account own" },
  ]);
});

const team = (value: string): Readonly<Record<string, string>> => ({
  TagKey: "team",
  TagValue: value,
});
const env = { TagKey: "env", TagValue: "prod" };

describe("untagged cost", () => {
  test("is of every key in use what lacks it, and of lines without any tag", async () => {
    await seedLines(database.pool, {
      perspective: "customer",
      lines: [
        { total_cost: "1", tags: [team("a"), env] },
        { total_cost: "2", tags: [team("b")] },
        { total_cost: "4", tags: [] },
        { total_cost: "8", tags: null },
      ],
    });
    expect(
      await readText(
        database.pool,
        "select tag_key, lines, cost, of_cost from billing_mart.untagged_cost order by 1 nulls last",
      ),
    ).toEqual([
      { tag_key: "env", lines: "3", cost: "14", of_cost: "15" },
      { tag_key: "team", lines: "2", cost: "12", of_cost: "15" },
      { tag_key: null, lines: "2", cost: "12", of_cost: "15" },
    ]);
    expect(
      await readText(
        database.pool,
        "select tag_key, tag_value, cost from billing_mart.cost_by_tag order by 1, 2",
      ),
    ).toEqual([
      { tag_key: "env", tag_value: "prod", cost: "1" },
      { tag_key: "team", tag_value: "a", cost: "1" },
      { tag_key: "team", tag_value: "b", cost: "2" },
    ]);
  });

  test("is told of customers' own lines also where the partner's tell the rest, for those carry no tags", async () => {
    await seedLines(database.pool, TEN);
    await seedLines(database.pool, { ...NINE, lines: [{ total_cost: "9", tags: [team("a")] }] });
    expect(
      await readText(database.pool, "select account, cost from billing_mart.cost_by_tag"),
    ).toEqual([{ account: "own", cost: "9" }]);
    expect(await monthly()).toMatchObject([{ perspective: "partner" }]);
  });

  test("counts a line once for a key that it has twice", async () => {
    await seedLines(database.pool, {
      perspective: "customer",
      lines: [
        { total_cost: "10", tags: [team("a"), team("b")] },
        { total_cost: "3", tags: [{ TagKey: "team" }, team("")] },
      ],
    });
    expect(
      await readText(
        database.pool,
        "select tag_value, cost from billing_mart.cost_by_tag order by 1",
      ),
    ).toEqual([
      { tag_value: "", cost: "3" },
      { tag_value: "b", cost: "10" },
    ]);
  });
});

test("the pipeline's status counts what is fresh, late and failed, and names the day data goes to", async () => {
  await seedLines(database.pool, {
    ...TEN,
    lines: [{ total_cost: "1", transaction_time: "2026-10-09T16:30:00Z" }],
  });
  await seedSlices(database.pool, [{ uin: "200000000007", status: "failed" }]);
  expect(
    await readText(
      database.pool,
      `select data_through, customers_expected, customers_covered, slices_fresh + slices_late as loaded,
         slices_failed, mismatches, last_run_id from billing_mart.pipeline_status`,
    ),
  ).toEqual([
    {
      data_through: "2026-10-10",
      customers_expected: "2",
      customers_covered: expect.any(String),
      loaded: "1",
      slices_failed: "1",
      mismatches: "0",
      last_run_id: null,
    },
  ]);
});
