import { beforeAll, afterAll, expect, test } from "vitest";
import type { CheckResult } from "../../src/domain/reconciliation.ts";
import { reconcile } from "../../src/pipeline/reconcile.ts";
import { generateTenant } from "../../src/simulator/generate-tenant.ts";
import { SIMULATED_CREDENTIALS } from "../../src/simulator/simulated-credentials.ts";
import { mulberry32 } from "../../src/simulator/tenant/random.ts";
import { readChecks } from "../../src/source/tencent/read-checks.ts";
import { readStreams } from "../../src/source/tencent/read-streams.ts";
import { FakeClock } from "../support/fake-clock.ts";
import { fillWarehouse } from "../support/fill-warehouse.ts";
import { type FreshDatabase, freshDatabase } from "../support/fresh-database.ts";
import { openTestWarehouse } from "../support/open-test-warehouse.ts";
import { PLACES_BY_STREAM } from "../support/truth/true-streams.ts";
import { Garden, type PlantedBill, PLANTED_ERRORS } from "./planted/planted-errors.ts";

const NOW = "2026-11-10T01:30:00Z";
const MONTHS = ["2026-07", "2026-08", "2026-09", "2026-10"];
const CUSTOMERS = 250;
const ERRORS = 100;

const CHECKS = await readChecks();
const STREAMS = await readStreams();

/** 250 customers in four months that are over, an end customer and a direct account. */
let database: FreshDatabase;
beforeAll(async () => {
  database = await freshDatabase();
  const now = Date.parse(NOW);
  const tenant = generateTenant({
    seed: 11,
    now,
    customers: CUSTOMERS,
    months: MONTHS.length + 1,
    linesPerMonth: (customer) => (customer % 50 === 49 ? 0 : 8 + (customer % 10)),
  });
  const { partner, customer, payer } = SIMULATED_CREDENTIALS;
  await fillWarehouse(database.pool, tenant, {
    accounts: [
      { name: "partner", credential: partner, tagKeys: [] },
      { name: "customer", credential: customer, tagKeys: ["team"] },
      { name: "payer", credential: payer, tagKeys: [] },
    ],
    streams: Object.keys(PLACES_BY_STREAM),
    months: MONTHS,
    now,
  });
}, 120_000);
afterAll(async () => {
  await database[Symbol.asyncDispose]();
});

async function check(): Promise<readonly CheckResult[]> {
  await using warehouse = openTestWarehouse(database, STREAMS);
  const checkRules = { checks: CHECKS, tolerances: new Map() };
  return await reconcile({ warehouse, checkRules, clock: new FakeClock(NOW) });
}

/** `R3 partner_bill_detail region: Other`; R4 also names the other side. */
function placeOf({ checkId, leftSource, rightSource, dimension, member }: CheckResult): string {
  const right = checkId === "R4" ? ` ${rightSource.replace(/\..*/, "")}` : "";
  return `${checkId} ${leftSource}${right}${dimension === "" ? "" : ` ${dimension}: ${member}`}`;
}

function mismatchesOf(results: readonly CheckResult[]): readonly string[] {
  return results
    .filter(({ verdict }) => verdict === "mismatch")
    .map((result) => `${result.uin} ${result.billMonth} ${placeOf(result)}`)
    .toSorted();
}

test("a thousand clean customer-months give no false alarm, and nothing is left uncompared", async () => {
  const results = await check();
  const bills = new Set(
    results
      .filter(({ account }) => account === "partner")
      .map(({ uin, billMonth }) => `${uin} ${billMonth}`),
  );
  expect(bills.size).toBe(CUSTOMERS * MONTHS.length);
  // Shares are written with two decimals: of their sum not even the vendor expects 100.00.
  const others = results.filter(
    ({ verdict, dimension }) => verdict !== "match" && dimension !== "ratio",
  );
  expect(others).toEqual([]);
  expect(mismatchesOf(results)).toEqual([]);
  expect(new Set(results.map(({ checkId }) => checkId))).toEqual(
    new Set(["R1", "R2", "R3", "R4", "R5", "R6", "R7", "R8"]),
  );
});

test("a hundred planted errors of every kind are caught, each in its place, and nothing else", async () => {
  const random = mulberry32(5);
  const expected: string[] = [];
  for (let number = 0; number < ERRORS; number += 1) {
    const error = PLANTED_ERRORS[number % PLANTED_ERRORS.length];
    const garden = new Garden(database.pool, billAt(number, error?.needsIds === true), random);
    const places = await error?.plant(garden);
    const { uin, billMonth } = garden.bill;
    expected.push(...(places ?? []).map((place) => `${uin} ${billMonth} ${place}`));
  }
  expect(new Set(expected.map((place) => place.slice(0, 23))).size).toBe(ERRORS);
  expect(mismatchesOf(await check())).toEqual(expected.toSorted());
});

test("a direct account's and an end customer's errors are caught in their places", async () => {
  const { customer, payer } = SIMULATED_CREDENTIALS;
  const before = mismatchesOf(await check());
  await database.pool.query(
    `update billing.payer_bill_by_region set cash_pay_amount = cash_pay_amount + 0.0002
     where region_id = '9' and bill_month = '2026-07-01'`,
  );
  await database.pool.query(
    `update billing.payer_bill_by_region set transfer_pay_amount = transfer_pay_amount + 0.0001
     where region_id = '9' and bill_month = '2026-08-01'`,
  );
  await database.pool.query(
    `update billing.payer_bill_by_region set real_total_cost_ratio = real_total_cost_ratio + 0.2
     where region_id = '4' and bill_month = '2026-10-01'`,
  );
  await database.pool.query(
    `delete from billing.bill_detail where ctid in (select min(ctid) from billing.bill_detail
       where source_action = 'DescribeBillDetail' and bill_month = '2026-07-01')
     and bill_month = '2026-07-01'`,
  );
  await database.pool.query(
    `update billing.customer_bill_by_group set total_cost = total_cost + 1
     where group_type = 'product' and bill_month = '2026-07-01'`,
  );
  const found = mismatchesOf(await check()).filter((place) => !before.includes(place));
  expect(found).toEqual([
    `${customer.uin} 2026-07-01 R5 customer_bill_detail`,
    `${payer.uin} 2026-07-01 R7 payer_bill_by_region region: 9`,
    `${payer.uin} 2026-10-01 R7 payer_bill_by_region.real_total_cost_ratio ratio: `,
  ]);
});

/** A bill of its own for each error, with lines, some of customers whose lines have no Ids. */
function billAt(number: number, needsIds: boolean): PlantedBill {
  const place = number * 2 + (number >= 24 ? 2 : 0);
  const customer = needsIds && place % 3 === 2 ? place + 1 : place;
  const month = MONTHS[number % MONTHS.length];
  return { uin: String(200_000_000_001 + customer), billMonth: `${month}-01` };
}
