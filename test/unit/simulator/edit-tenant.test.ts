import { expect, test } from "vitest";
import { generateTenant } from "../../../src/simulator/generate-tenant.ts";
import { SIMULATED_CREDENTIALS } from "../../../src/simulator/simulated-credentials.ts";
import { givenLines } from "../../../src/simulator/tenant/bill-lines.ts";
import {
  addCustomer,
  changeCustomer,
  linesOf,
  unbindCustomer,
  withLines,
  withPayerBill,
} from "../../../src/simulator/tenant/edit-tenant.ts";
import type { Tenant } from "../../../src/simulator/tenant/tenant.ts";
import { answerOf } from "./answers.ts";

const NOW = Date.parse("2026-03-17T04:00:00Z");
const MONTH = "2026-02";
const UIN = "200000000001";
const { partner, payer } = SIMULATED_CREDENTIALS;
const TENANT = generateTenant({ seed: 4, now: NOW, customers: 2, months: 2, linesPerMonth: 30 });

async function listedUins(tenant: Tenant): Promise<readonly (string | undefined)[]> {
  const at = { tenant, credential: partner, now: NOW };
  const { rows } = await answerOf(at, "DescribeCustomerUin", { Page: 1, PageSize: 200 });
  return rows.map((row) => row["CustomerUin"]);
}

test("customers come to the list's end and leave it", async () => {
  const [grown = TENANT] = TENANT.customers.map((customer) =>
    addCustomer(TENANT, { ...customer, uin: "132", listedAs: "132" }),
  );
  expect(await listedUins(grown)).toEqual([" 200000000001", "200000000002", "132"]);
  expect(await listedUins(unbindCustomer(TENANT, UIN))).toEqual(["200000000002"]);
  expect(await listedUins(TENANT)).toHaveLength(2);
});

test("an emptied bill has no lines, and other bills keep theirs", () => {
  const key = { uin: UIN, month: MONTH };
  const emptied = withLines(TENANT, key, givenLines([]));
  expect(linesOf(emptied, key).length).toBe(0);
  expect(linesOf(emptied, { ...key, month: "2026-03" }).length).toBeGreaterThan(0);
  expect(linesOf(emptied, { ...key, uin: "200000000002" }).length).toBe(30);
});

test("a customer's lines can lose their ids", async () => {
  const page = { CustomerUin: Number(UIN), Month: MONTH, Page: 1, PageSize: 10 };
  const at = { credential: partner, now: NOW };
  const without = changeCustomer(TENANT, UIN, (customer) => ({ ...customer, carriesIds: false }));
  const before = await answerOf({ ...at, tenant: TENANT }, "DescribeCustomerBillDetail", page);
  const after = await answerOf({ ...at, tenant: without }, "DescribeCustomerBillDetail", page);
  expect([before, after].map(({ rows }) => rows.filter((row) => "Id" in row).length)).toEqual([
    10, 0,
  ]);
});

test("a direct account's month can be any regions, and none", async () => {
  const key = { uin: payer.uin, month: MONTH };
  const row = {
    regionId: "1",
    regionName: "R",
    listPrice: undefined,
    cash: 100_000_000n,
    incentive: -1n,
    voucher: 0n,
    transfer: 0n,
  };
  const body = { BeginTime: MONTH, EndTime: MONTH };
  const rowsOf = async (tenant: Tenant) =>
    (await answerOf({ tenant, credential: payer, now: NOW }, "DescribeBillSummaryByRegion", body))
      .rows;
  expect(await rowsOf(withPayerBill(TENANT, key, [row]))).toMatchObject([
    { RealTotalCost: "0.99999999", TotalCost: "-", RealTotalCostRatio: "100.00" },
  ]);
  expect(await rowsOf(withPayerBill(TENANT, key, []))).toEqual([]);
});

test("edits of what does not exist are refused", () => {
  const key = { uin: "1", month: MONTH };
  expect(() => linesOf(TENANT, key)).toThrow("no customer 1");
  expect(() => withPayerBill(TENANT, key, [])).toThrow("no direct account 1");
});
