import { describe, expect, test } from "vitest";
import { type FreshDatabase, freshDatabase } from "../support/fresh-database.ts";
import { readText, type TextRow } from "../support/read-table.ts";
import { seedLines } from "../support/seed-lines.ts";

const PARTNERS = { account: "reseller", lines: [{ total_cost: "9", payer_account_id: "100" }] };
const CUSTOMERS = {
  account: "shop",
  perspective: "customer",
  lines: [{ total_cost: "7", payer_account_id: "100" }],
} as const;

async function shown({ pool }: FreshDatabase, view: string): Promise<readonly TextRow[]> {
  return readText(
    pool,
    `select x_perspective as of, x_account as account, subaccountid as uin, billedcost as cost,
       invoiceissuername as issuer
     from focus.${view} order by 3, 4`,
  );
}

const PARTNERS_ROW = {
  of: "partner",
  account: "reseller",
  uin: "200000000001",
  cost: "9",
  issuer: "Tencent Cloud",
};
const CUSTOMERS_ROW = {
  of: "customer",
  account: "shop",
  uin: "200000000001",
  cost: "7",
  issuer: "100",
};

describe("perspectives are never mixed:", () => {
  const versions = ["", "_v1_2", "_v1_4"];

  test("of a customer that both see, the main views show the partner's lines, the others its own", async () => {
    await using database = await freshDatabase();
    await seedLines(database.pool, PARTNERS);
    await seedLines(database.pool, CUSTOMERS);
    for (const version of versions) {
      expect(await shown(database, `cost_and_usage${version}`)).toEqual([PARTNERS_ROW]);
      expect(await shown(database, `customer_cost_and_usage${version}`)).toEqual([CUSTOMERS_ROW]);
    }
  });

  test("a customer that no partner sees is not among the partner's", async () => {
    await using database = await freshDatabase();
    await seedLines(database.pool, PARTNERS);
    await seedLines(database.pool, { ...CUSTOMERS, uin: "200000000009" });
    expect(await shown(database, "cost_and_usage")).toEqual([PARTNERS_ROW]);
    expect(await shown(database, "customer_cost_and_usage")).toEqual([
      { ...CUSTOMERS_ROW, uin: "200000000009" },
    ]);
    expect(await readText(database.pool, "select x_perspective from focus.billing_period")).toEqual(
      [{ x_perspective: "partner" }],
    );
  });

  test("without a partner's lines the main views show the customers' own", async () => {
    await using database = await freshDatabase();
    await seedLines(database.pool, CUSTOMERS);
    await seedLines(database.pool, { ...PARTNERS, uin: "200000000009", lines: [] });
    for (const version of versions) {
      expect(await shown(database, `cost_and_usage${version}`)).toEqual([CUSTOMERS_ROW]);
    }
    const periods =
      "select x_perspective as of, invoiceissuername as issuer from focus.billing_period";
    expect(await readText(database.pool, periods)).toEqual([{ of: "customer", issuer: "100" }]);
  });

  test("of two accounts that read the same bill one is shown", async () => {
    await using database = await freshDatabase();
    await seedLines(database.pool, { ...PARTNERS, lastSuccessAt: "2026-11-08T01:30:00Z" });
    await seedLines(database.pool, { ...PARTNERS, account: "renamed" });
    expect(await shown(database, "cost_and_usage")).toEqual([
      { ...PARTNERS_ROW, account: "renamed" },
    ]);
  });
});
