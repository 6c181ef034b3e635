import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { demoTenant } from "../../src/simulator/demo-tenant.ts";
import { generateTenant } from "../../src/simulator/generate-tenant.ts";
import { SIMULATED_CREDENTIALS } from "../../src/simulator/simulated-credentials.ts";
import { type Simulator, startSimulator } from "../../src/simulator/start-simulator.ts";
import { addMonths, billMonthAt } from "../../src/simulator/tenant/wall-clock.ts";
import { callByHand, codeOf } from "./simulator-client.ts";

const NOW = Date.now();
const MONTH = addMonths(billMonthAt(NOW), -1);
const { partner, temporary } = SIMULATED_CREDENTIALS;
const BY_CUSTOMER = JSON.stringify({ BillMonth: MONTH, CustomerUin: 200_000_000_001 });

async function region(
  simulator: Simulator,
  credential: typeof partner | typeof temporary = partner,
) {
  const change = "token" in credential ? { "x-tc-token": credential.token } : {};
  const call = { credential, action: "DescribeBillSummaryByRegion", body: BY_CUSTOMER, change };
  return codeOf(await callByHand(simulator, call));
}

test("the documented limit holds per credential and action, and a refused call does not count", async () => {
  await using simulator = await startSimulator({ tenant: demoTenant(NOW), now: Date.now });
  expect(await region(simulator)).toBe("ok");
  expect(await region(simulator)).toBe("RequestLimitExceeded");
  expect(await region(simulator, temporary)).toBe("ok");
  const other = { credential: partner, action: "DescribeBillSummaryByProduct", body: BY_CUSTOMER };
  expect(await codeOf(await callByHand(simulator, other))).toBe("ok");
  const firstAt = simulator.calls()[0]?.atMs ?? 0;
  await sleep(firstAt + 1005 - performance.now());
  expect(await region(simulator)).toBe("ok");
});

test("a slow answer does not move the moment at which its call is counted", async () => {
  const options = { tenant: demoTenant(NOW), now: Date.now, latencyMs: 300 };
  await using simulator = await startSimulator(options);
  const codes = await Promise.all([region(simulator), region(simulator)]);
  expect(codes.toSorted()).toEqual(["RequestLimitExceeded", "ok"]);
  const [first, second] = simulator.calls();
  expect(Math.abs((first?.atMs ?? 0) - (second?.atMs ?? 0))).toBeLessThan(200);
});

test("a million lines are paged through without keeping them", async () => {
  const tenant = generateTenant({
    seed: 3,
    now: NOW,
    customers: 2,
    months: 2,
    linesPerMonth: 1_000_000,
  });
  await using simulator = await startSimulator({ tenant, now: Date.now, limits: "none" });
  const page = async (number: number) => {
    const body = { Month: MONTH, CustomerUin: 200_000_000_001, Page: number, PageSize: 200 };
    const action = "DescribeCustomerBillDetail";
    const call = { credential: partner, action, body: JSON.stringify(body) };
    return JSON.parse(await (await callByHand(simulator, call)).text()).Response;
  };
  await page(1);
  const before = process.memoryUsage().rss;
  const start = performance.now();
  for (let number = 1; number <= 5000; number += 100) {
    const { Total, DetailSet } = await page(number);
    expect([Total, DetailSet.length]).toEqual([1_000_000, 200]);
  }
  expect((await page(5001)).DetailSet ?? []).toEqual([]);
  expect((performance.now() - start) / 51).toBeLessThan(100);
  expect(process.memoryUsage().rss - before).toBeLessThan(150 * 1024 * 1024);
});
