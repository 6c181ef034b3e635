import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { SpendReport } from "../../src/domain/spend-report.ts";
import { amountText } from "../../src/report/amount-text.ts";
import { generateTenant } from "../../src/simulator/generate-tenant.ts";
import { SIMULATED_CREDENTIALS } from "../../src/simulator/simulated-credentials.ts";
import { addMonths, billMonthAt } from "../../src/simulator/tenant/wall-clock.ts";
import type { Database } from "../../src/warehouse/postgres/open-database.ts";
import { readConsistently } from "../../src/warehouse/postgres/read-report/read-consistently.ts";
import { readReport } from "../../src/warehouse/postgres/read-report/read-report.ts";
import { fillWarehouse } from "../support/fill-warehouse.ts";
import { type FreshDatabase, freshDatabase } from "../support/fresh-database.ts";
import { readText, type TextRow } from "../support/read-table.ts";
import { PLACES_BY_STREAM } from "../support/truth/true-streams.ts";
import { seedFleet, seedTrouble } from "./seed-report.ts";
import { seedSlices } from "./seed-slices.ts";

const NOW = Date.now();
const MONTH = addMonths(billMonthAt(NOW), -1);
const EARLIER = addMonths(MONTH, -1);
const { signal } = new AbortController();

async function reportOn(
  database: Database,
  options: { readonly month?: string; readonly months?: number } = {},
): Promise<SpendReport> {
  const { month, months = 12 } = options;
  return await readReport(database, { month, months, signal, schemaHint: "npm run migrate" });
}

describe("of six customers and a direct account, the report", () => {
  let database: FreshDatabase;
  let report: SpendReport;

  beforeAll(async () => {
    database = await freshDatabase();
    const { partner, payer } = SIMULATED_CREDENTIALS;
    const size = { customers: 6, months: 4, linesPerMonth: 120 };
    await fillWarehouse(database.pool, generateTenant({ seed: 5, now: NOW, ...size }), {
      accounts: [
        { name: "partner", credential: partner, tagKeys: [] },
        { name: "payer", credential: payer, tagKeys: [] },
      ],
      streams: Object.keys(PLACES_BY_STREAM),
      months: [EARLIER, MONTH],
      now: NOW,
    });
    report = await reportOn(database);
  });
  afterAll(async () => {
    await database[Symbol.asyncDispose]();
  });

  const sql = async (text: string): Promise<readonly TextRow[]> =>
    await readText(database.pool, text);
  /** The exact sum of decimal texts. */
  const sum = async (amounts: readonly (string | null)[]): Promise<string | null | undefined> =>
    (
      await readText(
        database.pool,
        "select trim_scale(sum(one::numeric)) as sum from unnest($1::text[]) one",
        [amounts],
      )
    )[0]?.["sum"];

  test("is of the latest month that has amounts, and looks back as far as asked", async () => {
    expect([report.month, report.isRunning]).toEqual([MONTH, false]);
    expect(report.months.map(({ month }) => month)).toEqual([EARLIER, MONTH]);
    const short = await reportOn(database, { month: EARLIER, months: 1 });
    expect(short.months.map(({ month }) => month)).toEqual([EARLIER]);
    expect(short.checks).toEqual([]);
  });

  test("has for each month what its lines come to, to the last digit", async () => {
    const lines = await sql(
      `select to_char(bill_month, 'YYYY-MM') as month, currency, trim_scale(sum(total_cost)) as cost,
         trim_scale(sum(original_cost)) as "listCost", trim_scale(sum(voucher_deduction)) as voucher,
         trim_scale(sum(original_cost) - sum(total_amount_after_discount)) as discount,
         count(*) as lines
       from billing.bill_detail group by 1, 2 order by 1`,
    );
    expect(report.months).toMatchObject(lines);
  });

  test("splits the month by customer, product and region into parts that make the whole", async () => {
    const [month] = report.months.slice(-1);
    for (const [breakdown] of [report.customers, report.products, report.regions]) {
      const costs = breakdown?.items.map(({ cost }) => cost) ?? [];
      expect(await sum(costs)).toBe(month?.cost);
      expect(breakdown?.total).toMatchObject({ cost: month?.cost, share: "100.0" });
      expect(costs.length).toBeGreaterThan(4);
    }
  });

  test("names what moved, and by how much in all", async () => {
    const [movements] = report.movements;
    const [expected] = await sql(
      `select trim_scale(sum(cost) filter (where bill_month = '${MONTH}-01')) as cost,
         trim_scale(sum(cost) filter (where bill_month = '${EARLIER}-01')) as "previousCost",
         trim_scale(sum(case when bill_month = '${MONTH}-01' then cost else -cost end)) as change
       from billing_mart.cost_by_product`,
    );
    expect(movements).toMatchObject(expected ?? {});
    const changes = movements?.movers.map(({ change }) => Number(change)) ?? [];
    expect(changes).toEqual(changes.toSorted((left, right) => right - left));
    expect(changes.length).toBeGreaterThan(5);
  });

  test("keeps direct accounts apart", async () => {
    const [payer] = report.payers.months;
    expect(payer).toMatchObject({ month: MONTH, payerUin: SIMULATED_CREDENTIALS.payer.uin });
    expect(await sum(report.payers.regions.map(({ cost }) => cost))).toBe(payer?.cost);
    const whole = await sum(report.months.map(({ cost }) => cost));
    expect(
      await sql("select trim_scale(sum(total_cost)) as cost from billing.bill_detail"),
    ).toEqual([{ cost: whole }]);
  });

  test("counts what is loaded by month and state", () => {
    expect(report.coverage.map(({ month }) => month)).toEqual([MONTH, EARLIER]);
    for (const { slices, fresh } of report.coverage) {
      expect([slices, fresh]).toEqual([31, 31]);
    }
    expect(report.gaps).toEqual([]);
  });

  test("is all of one moment: what is loaded meanwhile does not show", async () => {
    const counts = await readConsistently(
      database,
      { signal, statementTimeoutMs: 10_000 },
      async (ask) => {
        const count = async (): Promise<unknown> =>
          await ask("select count(*) as slices from billing_mart.coverage");
        const before = await count();
        await seedSlices(database.pool, [{ uin: "299999999999", billMonth: `${EARLIER}-01` }]);
        return { before, after: await count() };
      },
    );
    expect(counts.after).toEqual(counts.before);
  });

  test("can write nothing, whatever it is asked", async () => {
    const writing = readConsistently(
      database,
      { signal, statementTimeoutMs: 10_000 },
      async (ask) => await ask("delete from billing_ops.slice"),
    );
    await expect(writing).rejects.toThrow("read-only transaction");
  });
});

describe("what is behind the figures", () => {
  test("is told by name: mismatches, gaps, changes, runs, names without a code", async () => {
    await using database = await freshDatabase();
    await seedTrouble(database.pool, MONTH);
    const report = await reportOn(database, { month: MONTH });
    expect(report.status).toMatchObject({
      mismatches: 1,
      slicesFailed: 1,
      lastRunStatus: "partial",
    });
    expect(report.mismatches).toMatchObject([
      {
        month: MONTH,
        uin: "200000000001",
        checkId: "R1",
        difference: "0.00000001",
        unit: "amount",
      },
    ]);
    expect(report.checks).toMatchObject([
      { month: MONTH, comparisons: 2, matches: 1, mismatches: 1, largestDifference: "0.00000001" },
    ]);
    expect(report.gaps).toMatchObject([
      { state: "failed", stream: "partner_bill_detail", errorCode: "InternalError" },
    ]);
    expect(report.changes).toMatchObject([
      { what: "restated", uin: "200000000001", month: MONTH, difference: "-1.5", rowsChanged: "1" },
    ]);
    expect(report.runs).toMatchObject([
      { runId: "1", kind: "sync", status: "partial", calls: 12, rowsAdded: "1200" },
    ]);
    expect(report.unknownNames).toMatchObject([{ name: "New Product", lines: "3", bills: 1 }]);
  });

  test("of a fleet is the first hundred by name, and the sums of all", async () => {
    await using database = await freshDatabase();
    await seedFleet(database.pool, { month: MONTH, size: 130 });
    const { customers } = await reportOn(database);
    const { items, rest, behindTen, total } = onlyOne(customers);
    expect(items.slice(0, 2).map(({ code, cost }) => [code, cost])).toEqual([
      ["200000000130", "130.5"],
      ["200000000129", "129.5"],
    ]);
    expect(items).toHaveLength(100);
    // 0.5 + n for each of them.
    expect(rest).toMatchObject({ count: 30, cost: "480" });
    expect(behindTen).toMatchObject({ count: 120, cost: "7320" });
    expect(total).toMatchObject({ count: 130, cost: "8580", share: "100.0" });
  });

  test("keeps currencies apart in every sum", async () => {
    await using database = await freshDatabase();
    await seedFleet(database.pool, { month: MONTH, size: 2 });
    await seedFleet(database.pool, { month: MONTH, size: 1, first: 3, currency: "EUR" });
    const report = await reportOn(database);
    expect(report.months.map(({ currency, cost }) => [currency, cost])).toEqual([
      ["EUR", "3.5"],
      ["USD", "4"],
    ]);
    for (const breakdown of [report.customers, report.products]) {
      expect(breakdown.map(({ currency, total }) => [currency, total.cost])).toEqual([
        ["EUR", "3.5"],
        ["USD", "4"],
      ]);
    }
  });

  test("of a warehouse without bills is nothing, and no mistake", async () => {
    await using database = await freshDatabase();
    expect(await reportOn(database)).toMatchObject({ month: undefined, months: [], runs: [] });
  });
});

test("amounts are rounded as PostgreSQL rounds them", async () => {
  await using database = await freshDatabase("empty");
  const rows = await readText(
    database.pool,
    `select exact, to_char(round(exact, 2), 'FM999,999,999,999,990.00') as shown
     from (select round(((random() - 0.5) * 10 ^ (n % 12))::numeric, n % 6) as exact
       from generate_series(1, 2000) n
       union all select n * 0.005 from generate_series(-500, 500) n) numbers`,
  );
  const differing = rows.filter(({ exact, shown }) => amountText(exact ?? "") !== shown);
  expect(differing).toEqual([]);
});

function onlyOne<T>(list: readonly T[]): T {
  const [one, ...others] = list;
  if (one === undefined || others.length > 0) {
    throw new Error(`one was expected, not ${list.length}`);
  }
  return one;
}
