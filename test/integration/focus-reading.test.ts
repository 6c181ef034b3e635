import { Client } from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { FOCUS_CUSTOMERS, FOCUS_MONTH, loadFocusTenant } from "../support/focus-tenant.ts";
import { createRole, type FreshDatabase, freshDatabase } from "../support/fresh-database.ts";
import { readText } from "../support/read-table.ts";

let database: FreshDatabase;
beforeAll(async () => {
  database = await freshDatabase();
  await loadFocusTenant(database.url);
  await database.pool.query("analyze");
});
afterAll(async () => {
  await database[Symbol.asyncDispose]();
});

async function planOf(query: string): Promise<string> {
  const client = await database.pool.connect();
  try {
    // Of tables this small the planner would read all, index or not.
    await client.query("begin; set local enable_seqscan = off; set local enable_bitmapscan = off");
    const { rows } = await client.query<{ "QUERY PLAN": string }>(`explain ${query}`);
    await client.query("rollback");
    return rows.map((row) => row["QUERY PLAN"]).join("\n");
  } finally {
    client.release();
  }
}

const MONTH = `x_billmonth = '${FOCUS_MONTH}-01'`;

describe("a query", () => {
  test.each(["cost_and_usage", "cost_and_usage_v1_2", "customer_cost_and_usage"])(
    "of one month in %s reads one partition",
    async (view) => {
      const plan = await planOf(`select * from focus.${view} where ${MONTH}`);
      expect(new Set(plan.match(/bill_detail_\d{4}_\d\d(?= )/g))).toEqual(
        new Set([`bill_detail_${FOCUS_MONTH.replace("-", "_")}`]),
      );
      expect(await planOf(`select * from focus.${view}`)).toContain("bill_detail_2026_11");
    },
  );

  test("of one customer finds its lines by the primary key", async () => {
    const plan = await planOf(
      `select sum(billedcost) from focus.cost_and_usage
       where ${MONTH} and subaccountid = '${FOCUS_CUSTOMERS.everyKind}'`,
    );
    expect(plan).toMatch(/Index Scan using bill_detail_2026_10_pkey/);
    expect(plan).toMatch(/Index Cond: .*customer_uin = '200000000002'/);
  });

  test("asks nothing anew for each line", async () => {
    const plan = await planOf("select * from focus.cost_and_usage");
    const asked = plan.match(/SubPlan \d+/g) ?? [];
    const hashed = plan.match(/hashed SubPlan \d+/g) ?? [];
    const names = new Set(hashed.map((name) => name.replace("hashed ", "")));
    expect(names.size).toBe(2);
    expect(asked.filter((name) => !names.has(name))).toEqual([]);
    expect(plan.match(/CTE (charge_type|service|region|customer)\n/g)).toHaveLength(4);
  });
});

test("who may read the views alone reads them, functions and all", async () => {
  const { url } = await createRole(database);
  const role = new URL(url).username;
  await database.pool.query(`grant usage on schema focus to "${role}"`);
  await database.pool.query(
    `grant select on focus.cost_and_usage, focus.customer_cost_and_usage, focus.billing_period
     to "${role}"`,
  );
  const reader = new Client({ connectionString: url });
  await reader.connect();
  try {
    for (const view of ["cost_and_usage", "customer_cost_and_usage", "billing_period"]) {
      const { rowCount } = await reader.query(`select * from focus.${view}`);
      expect(rowCount).toBeGreaterThan(0);
    }
    await expect(reader.query("select * from billing_ops.focus_line")).rejects.toThrow(
      /permission denied/,
    );
  } finally {
    await reader.end();
  }
});

describe("the functions of the published use cases", () => {
  const DOCUMENT = `'{"x_BillingMode": "prePay", "CoreCount": 4}'::jsonb`;
  test.each([
    ["month(timestamptz '2026-10-31T16:00:00Z')", "11"],
    ["month(timestamptz '2026-10-31T15:59:59Z')", "10"],
    ["year(timestamptz '2026-12-31T16:00:00Z')", "2027"],
    ["month(date '2026-11-01')", "11"],
    ["year(date '2027-01-01')", "2027"],
    [`json_extract(${DOCUMENT}, '$.CoreCount')`, "4"],
    [`json_extract(${DOCUMENT}, '$.x_BillingMode')`, '"prePay"'],
    [`json_extract(${DOCUMENT}, '$.Nothing')`, null],
    [`json_contains_path(${DOCUMENT}, 'all', '$.CoreCount', '$.x_BillingMode')`, "true"],
    [`json_contains_path(${DOCUMENT}, 'all', '$.CoreCount', '$.Nothing')`, "false"],
    [`json_contains_path(${DOCUMENT}, 'one', '$.CoreCount', '$.Nothing')`, "true"],
    ["json_contains_path(null, 'one', '$.CoreCount')", null],
  ])("%s is %s, whatever the session's zone", async (call, answer) => {
    for (const zone of ["UTC", "Asia/Tokyo", "America/Los_Angeles"]) {
      const client = await database.pool.connect();
      await client.query(`set timezone = '${zone}'; set search_path = focus, billing_mart, public`);
      const { rows } = await client.query(`select (${call})::text as answer`);
      client.release(true);
      expect(rows).toEqual([{ answer }]);
    }
  });
});

test("months group right in every zone by x_BillMonth and by MONTH()", async () => {
  const months = await readText(
    database.pool,
    `select distinct x_billmonth, focus.month(billingperiodstart) as month
     from focus.cost_and_usage order by 1`,
  );
  expect(months).toEqual([
    { x_billmonth: "2026-10-01", month: "10" },
    { x_billmonth: "2026-11-01", month: "11" },
  ]);
});
