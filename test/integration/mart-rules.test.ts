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

  test("the partner's bill also where that is empty", async () => {
    await seedLines(database.pool, { lines: [] });
    await seedLines(database.pool, NINE);
    expect(await monthly()).toEqual([{ account: "main", perspective: "partner", cost: "0" }]);
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

describe("top movers", () => {
  const MOVERS = `select product, previous_cost, cost, change, change_percent, compared_until
    from billing_mart.top_movers where bill_month = $1 order by abs(change) desc nulls last`;

  test("hold a month that is over against the whole month before", async () => {
    await seedLines(database.pool, {
      billMonth: "2026-08-01",
      lines: [{ total_cost: "10" }, { total_cost: "5", product_name: "COS" }],
    });
    await seedLines(database.pool, {
      billMonth: "2026-09-01",
      lines: [{ total_cost: "4" }, { total_cost: "1", product_name: "CLB" }],
    });
    const until = { compared_until: "2026-08-31" };
    expect(await readText(database.pool, MOVERS, ["2026-09-01"])).toEqual([
      {
        product: "Cloud Virtual Machine",
        previous_cost: "10",
        cost: "4",
        change: "-6",
        change_percent: "-60.0",
        ...until,
      },
      {
        product: "COS",
        previous_cost: "5",
        cost: "0",
        change: "-5",
        change_percent: "-100.0",
        ...until,
      },
      {
        product: "CLB",
        previous_cost: "0",
        cost: "1",
        change: "1",
        change_percent: null,
        ...until,
      },
    ]);
  });

  test("know nothing of a month before that is not loaded", async () => {
    await seedLines(database.pool, { billMonth: "2026-09-01", lines: [{ total_cost: "4" }] });
    expect(await readText(database.pool, MOVERS, ["2026-09-01"])).toMatchObject([
      { previous_cost: null, cost: "4", change: null, change_percent: null },
    ]);
    expect(await readText(database.pool, MOVERS, ["2026-10-01"])).toEqual([]);
  });

  test("hold the running month against the same days of the month before", async () => {
    const [today] = await readText(
      database.pool,
      `select date_trunc('month', t)::date as month, (date_trunc('month', t) - interval '1 month')::date as before,
         extract(day from t)::int as day, extract(day from date_trunc('month', t) - interval '1 day')::int as days_before
       from (select now() at time zone 'Asia/Shanghai' as t) now_`,
    );
    const { month, before, day, days_before: daysBefore } = today ?? {};
    const lastDay = Math.min(Number(day), Number(daysBefore));
    const on = (dayOfMonth: number): string =>
      `${before?.slice(0, 8)}${String(dayOfMonth).padStart(2, "0")}`;
    await seedLines(database.pool, {
      billMonth: before ?? "",
      lines: Array.from({ length: Number(daysBefore) }, (_, index) => ({
        total_cost: "1",
        transaction_time: `${on(index + 1)}T12:00:00+08:00`,
      })),
    });
    await seedLines(database.pool, { billMonth: month ?? "", lines: [{ total_cost: "3" }] });
    expect(await readText(database.pool, MOVERS, [month])).toMatchObject([
      { previous_cost: String(lastDay), cost: "3", compared_until: on(lastDay) },
    ]);
  });

  test("compare the same perspective of both months", async () => {
    await seedLines(database.pool, { ...NINE, billMonth: "2026-08-01" });
    await seedLines(database.pool, { ...NINE, billMonth: "2026-09-01" });
    await seedLines(database.pool, { ...TEN, billMonth: "2026-09-01" });
    expect(await readText(database.pool, MOVERS, ["2026-09-01"])).toMatchObject([
      { previous_cost: null, cost: "10" },
    ]);
  });
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
