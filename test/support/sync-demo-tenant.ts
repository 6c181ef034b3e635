import { DEMO_ACCOUNTS } from "../../src/app/demo-accounts.ts";
import { type Billhouse, openBillhouse } from "../../src/app/open-billhouse.ts";
import { runOnce } from "../../src/app/run-once.ts";
import { systemClock } from "../../src/app/system-clock.ts";
import type { RunRequest } from "../../src/pipeline/plan-run.ts";
import { demoTenant } from "../../src/simulator/demo-tenant.ts";
import { startSimulator } from "../../src/simulator/start-simulator.ts";
import { amountOf } from "../../src/simulator/tenant/amount.ts";
import { makeLine } from "../../src/simulator/tenant/bill-line.ts";
import { PRODUCTS } from "../../src/simulator/tenant/catalog.ts";
import { addLines, changeLine } from "../../src/simulator/tenant/edit-tenant.ts";
import type { Tenant } from "../../src/simulator/tenant/tenant.ts";
import { addMonths, billMonthAt, monthStart } from "../../src/simulator/tenant/wall-clock.ts";
import { readChecks } from "../../src/source/tencent/read-checks.ts";
import { readStreams } from "../../src/source/tencent/read-streams.ts";
import { memoryLogger } from "../unit/scheduler/memory-logger.ts";

/** The demo tenant's largest customer, to which everything happens in the second night. */
export const EVENTFUL_CUSTOMER = "200000000001";

/** A product that no summary names: the second night looks at lines and totals only. */
export const NAMELESS_PRODUCT = "Brand-new Product";

const SECOND_NIGHT_STREAMS = ["partner_bill_detail", "partner_bill_total", "payer_bill_by_region"];

// Generated lines have Ids that begin with 63.
const LINE_ID = "7000000000000000001";

const DAY_OF_THE_SPIKE = 14;
const DAY_SECONDS = 86_400;

const OPEN_MONTHS = 4;

/**
 * Two nights of the demo tenant, its four latest months, by real syncs over HTTP, without the vendor's
 * rate limits. In the first everything arrives. In the second a line of a customer's last bill is
 * restated, one dear day is added to it, this month has a product that no summary names, and the direct
 * account's bill is not ready.
 */
export async function syncDemoTenant(databaseUrl: string): Promise<void> {
  const now = Date.now();
  const tenant = demoTenant(now);
  await using vendor = await startSimulator({ tenant, now: Date.now, limits: "none" });
  await using house = await openHouse(databaseUrl, vendor.origin);
  await run(house, { kind: "sync" });
  vendor.setTenant(afterANight(tenant, now));
  vendor.setFaults([
    {
      match: { action: "DescribeBillSummaryByRegion", service: "billing" },
      fault: { notReady: true },
    },
  ]);
  await run(house, { kind: "sync", streams: SECOND_NIGHT_STREAMS });
}

function afterANight(tenant: Tenant, now: number): Tenant {
  const [month, lastMonth] = [billMonthAt(now), addMonths(billMonthAt(now), -1)];
  const [product] = PRODUCTS;
  if (product === undefined) {
    throw new RangeError("the catalog is empty");
  }
  const lastBill = { uin: EVENTFUL_CUSTOMER, month: lastMonth };
  const restated = changeLine(tenant, lastBill, 3, (line) => ({
    ...line,
    original: line.original + amountOf("12.34"),
    discounted: line.discounted + amountOf("12.34"),
  }));
  const dear = { original: amountOf("4321.0987"), discounted: amountOf("4321.0987") };
  const chargedAt = monthStart(lastMonth) + DAY_OF_THE_SPIKE * DAY_SECONDS;
  const usedTo = chargedAt + 3599;
  const spike = makeLine(lastMonth, {
    id: LINE_ID,
    chargedAt,
    usedFrom: chargedAt,
    usedTo,
    ...dear,
  });
  const nameless = makeLine(month, {
    id: LINE_ID,
    product: { ...product, name: NAMELESS_PRODUCT },
  });
  return addLines(addLines(restated, lastBill, [spike]), { uin: EVENTFUL_CUSTOMER, month }, [
    nameless,
  ]);
}

async function openHouse(databaseUrl: string, origin: string): Promise<Billhouse> {
  return openBillhouse({
    databaseUrl,
    accounts: DEMO_ACCOUNTS,
    streams: await readStreams(),
    openMonths: OPEN_MONTHS,
    checkRules: { checks: await readChecks(), tolerances: new Map() },
    rateLimits: new Map([["*", 1000]]),
    tencentOrigin: origin,
    clock: systemClock,
    random: () => Math.random() * 0.2,
    fetch,
    logger: memoryLogger().logger,
  });
}

async function run(house: Billhouse, request: RunRequest): Promise<void> {
  const { signal } = new AbortController();
  await runOnce(house, { request, followers: [], signal });
}
