import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { generateTenant } from "../../src/simulator/generate-tenant.ts";
import { SIMULATED_CREDENTIALS } from "../../src/simulator/simulated-credentials.ts";
import { fillWarehouse } from "../support/fill-warehouse.ts";
import { type FreshDatabase, freshDatabase } from "../support/fresh-database.ts";
import { readText } from "../support/read-table.ts";
import { PLACES_BY_STREAM } from "../support/truth/true-streams.ts";

const NOW = Date.parse("2026-11-10T01:30:00Z");

/** Six customers in three months, the second of whom is an end customer, and a direct account. */
let database: FreshDatabase;
beforeAll(async () => {
  database = await freshDatabase();
  const tenant = generateTenant({
    seed: 5,
    now: NOW,
    customers: 6,
    months: 4,
    linesPerMonth: (customer) => (customer === 4 ? 0 : 120),
  });
  const { partner, customer, payer } = SIMULATED_CREDENTIALS;
  await fillWarehouse(database.pool, tenant, {
    accounts: [
      { name: "partner", credential: partner, tagKeys: [] },
      { name: "customer", credential: customer, tagKeys: ["team"] },
      { name: "payer", credential: payer, tagKeys: [] },
    ],
    streams: Object.keys(PLACES_BY_STREAM),
    months: ["2026-08", "2026-09", "2026-10"],
    now: NOW,
  });
});
afterAll(async () => {
  await database[Symbol.asyncDispose]();
});

const LINES_OF_PARTNER = `
  select customer_uin, bill_month, sum(total_cost) as cost, count(*) as lines from billing.bill_detail
  where source_action = 'DescribeCustomerBillDetail' group by 1, 2`;

describe("every cost mart adds up to the lines it is made of, exactly:", () => {
  test.each([
    ["monthly_cost_by_customer", "cost"],
    ["daily_cost", "cost"],
    ["daily_cost", "amortised_cost"],
    ["cost_by_product", "cost"],
    ["cost_by_region", "cost"],
    ["cost_by_project", "cost"],
    ["cost_by_pay_mode", "cost"],
    ["customer_statement", "cost"],
    ["customer_statement", "list_cost - discount - voucher"],
    ["cost_by_product", "list_cost - discount - voucher"],
  ])("billing_mart.%s by %s", async (mart, amount) => {
    const differences = await readText(
      database.pool,
      `select coalesce(m.customer_uin, l.customer_uin) as uin, m.cost, l.cost as lines
       from (select customer_uin, bill_month, sum(${amount}) as cost from billing_mart.${mart} group by 1, 2) m
         full join (${LINES_OF_PARTNER}) l using (customer_uin, bill_month)
       where coalesce(m.cost, 0) is distinct from coalesce(l.cost, 0)`,
    );
    expect(differences).toEqual([]);
    const bills = await readText(
      database.pool,
      `select count(distinct (customer_uin, bill_month)) as bills from billing_mart.${mart}`,
    );
    // The customer without lines has bills of nothing, which only the monthly mart shows.
    expect(bills).toEqual([{ bills: mart.startsWith("monthly") ? "18" : "15" }]);
  });

  test("and counts each line once", async () => {
    for (const mart of ["monthly_cost_by_customer", "cost_by_region", "daily_cost"]) {
      expect(
        await readText(
          database.pool,
          `select (select sum(lines) from billing_mart.${mart}) - (select sum(lines) from (${LINES_OF_PARTNER}) l) as more`,
        ),
      ).toEqual([{ more: "0" }]);
    }
  });
});

test("cost by tag comes from the customer's own lines: a key's values and what lacks the key make the whole bill", async () => {
  const sums = await readText(
    database.pool,
    `select k.tag_key, k.tagged + u.without - l.cost as difference, u.whole - l.cost as whole_difference
     from (select tag_key, bill_month, sum(cost) as tagged from billing_mart.cost_by_tag group by 1, 2) k
       join (select tag_key, bill_month, sum(cost) as without, sum(of_cost) as whole
         from billing_mart.untagged_cost group by 1, 2) u using (tag_key, bill_month)
       join (select bill_month, sum(total_cost) as cost from billing.bill_detail
         where source_action = 'DescribeBillDetail' group by 1) l using (bill_month)`,
  );
  expect(sums).toHaveLength(6);
  for (const row of sums) {
    expect(row).toMatchObject({
      difference: expect.stringMatching(/^0(\.0+)?$/),
      whole_difference: expect.stringMatching(/^0(\.0+)?$/),
    });
  }
});

test("the vendor's total stands beside the month's cost, and the difference is nought", async () => {
  const differences = await readText(
    database.pool,
    "select difference, count(*) as bills from billing_mart.monthly_cost_by_customer group by 1",
  );
  expect(differences).toEqual([{ difference: "0", bills: "18" }]);
});

test("bills of direct accounts are apart, with what was charged for cost and not the list price", async () => {
  const difference = await readText(
    database.pool,
    `select (select sum(cost) from billing_mart.payer_cost_by_region)
       - (select sum(real_total_cost) from billing.payer_bill_by_region) as difference,
       (select count(*) from billing_mart.payer_cost_by_region) > 0 as has_rows`,
  );
  expect(difference).toMatchObject([{ has_rows: "t" }]);
  expect(difference[0]?.["difference"]).toMatch(/^0(\.0+)?$/);
});

test("every product and region that a summary taught has its code", async () => {
  expect(
    await readText(
      database.pool,
      "select count(*) as without from billing_mart.cost_by_pay_mode where transaction_type_code is null",
    ),
  ).toEqual([{ without: expect.any(String) }]);
});

test("labels are as people write them: no U+00A0, no stray digit, no blank at the end", async () => {
  const odd = await readText(
    database.pool,
    `select distinct region from billing_mart.cost_by_region
     where region ~ U&'\\00A0' or region ~ '^\\d' or region <> btrim(region)`,
  );
  expect(odd).toEqual([]);
  const labels = await readText(
    database.pool,
    `select label, billing_mart.clean_region(label) as clean from unnest(array[
       U&'East China\\00A0(Shanghai)', '1North China (Beijing)', 'Singapore Zone ', '', '5G Private Network', '3D Tiles', '1 GB']) label`,
  );
  expect(labels.map(({ clean }) => clean)).toEqual([
    "East China (Shanghai)",
    "North China (Beijing)",
    "Singapore Zone",
    null,
    "5G Private Network",
    "3D Tiles",
    "1 GB",
  ]);
});

describe("a question about one customer's month", () => {
  test.each([
    "daily_cost",
    "cost_by_product",
    "customer_statement",
    "monthly_cost_by_customer",
    "top_movers",
  ])("of %s finds the sums of that bill by their key, and reads no line", async (mart) => {
    const client = await database.pool.connect();
    try {
      // On so few rows reading all of them would be cheaper.
      await client.query("begin; set local enable_seqscan = off");
      const { rows } = await client.query<{ "QUERY PLAN": string }>(
        `explain select * from billing_mart.${mart}
         where customer_uin = '200000000003' and bill_month = '2026-10-01'`,
      );
      const plan = rows.map((row) => row["QUERY PLAN"]).join("\n");
      expect(plan).toMatch(/cost_by_(day|month)_bill_key_idx/);
      expect(plan).toMatch(/uin = '200000000003'::text\) AND \(bill_month = '2026-10-01'::date/);
      expect(plan).not.toContain("bill_detail_2026");
    } finally {
      await client.query("rollback");
      client.release();
    }
  });
});

test("the marts answer before anything was ever loaded: nothing, and one row of pipeline status", async () => {
  await using empty = await freshDatabase();
  const marts = await readText(
    empty.pool,
    "select relname as name from pg_class where relnamespace = 'billing_mart'::regnamespace and relkind = 'v'",
  );
  expect(marts.length).toBeGreaterThan(20);
  for (const { name } of marts) {
    const [row] = await readText(empty.pool, `select count(*) as rows from billing_mart.${name}`);
    expect({ name, ...row }).toEqual({ name, rows: name === "pipeline_status" ? "1" : "0" });
  }
});
