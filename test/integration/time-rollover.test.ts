import { expect, test } from "vitest";
import { type Billhouse, openBillhouse } from "../../src/app/open-billhouse.ts";
import type { RunFollower } from "../../src/app/run-follower.ts";
import { runOnce } from "../../src/app/run-once.ts";
import { systemClock } from "../../src/app/system-clock.ts";
import type { RunResult } from "../../src/domain/run.ts";
import { generateTenant } from "../../src/simulator/generate-tenant.ts";
import { startSimulator } from "../../src/simulator/start-simulator.ts";
import { readChecks } from "../../src/source/tencent/read-checks.ts";
import { readStreams } from "../../src/source/tencent/read-streams.ts";
import { freshDatabase } from "../support/fresh-database.ts";
import { readText } from "../support/read-table.ts";
import { memoryLogger } from "../unit/scheduler/memory-logger.ts";
import { ACCOUNTS } from "./source-playground.ts";

const STREAMS = await readStreams();
const CHECKS = await readChecks();

/** Ten seconds before Beijing's new year. */
const BEFORE = Date.parse("2026-12-31T15:59:50Z");
const AFTER = Date.parse("2026-12-31T16:10:00Z");

test("a run's months are those of its beginning, though month and year change while it works", async () => {
  let now = BEFORE;
  await using vendor = await startSimulator({
    limits: "none",
    tenant: generateTenant({ seed: 7, now, customers: 2, months: 3, linesPerMonth: 20 }),
    now: () => now,
  });
  await using database = await freshDatabase();
  await using house = openBillhouse({
    databaseUrl: database.url,
    accounts: [{ ...ACCOUNTS.partner, tagKeys: [] }],
    streams: STREAMS,
    chosenStreams: ["partner_bill_total", "partner_bill_detail"],
    openMonths: 2,
    checkRules: { checks: CHECKS, tolerances: new Map() },
    rateLimits: new Map([["*", 500]]),
    tencentOrigin: vendor.origin,
    clock: { ...systemClock, now: () => now },
    random: () => 0.5,
    fetch,
    logger: memoryLogger().logger,
  });
  const months = (): Promise<readonly unknown[]> =>
    readText(
      database.pool,
      `select distinct to_char(bill_month, 'YYYY-MM') as month from billing_ops.slice
       where status = 'loaded' and uin <> '' order by 1`,
    );

  // The customer list is read in the old year, every bill in the new one.
  const first = await sync(house, () => {
    now = AFTER;
  });

  expect(first?.exitCode).toBe(0);
  expect(await months()).toEqual([{ month: "2026-11" }, { month: "2026-12" }]);
  expect(
    await readText(database.pool, "select scope->'months' as months from billing_ops.run"),
  ).toEqual([{ months: '["2026-11", "2026-12"]' }]);

  now = AFTER + 9.5 * 3_600_000;
  const next = await sync(house, () => undefined);

  expect(next?.exitCode).toBe(0);
  expect(await months()).toContainEqual({ month: "2027-01" });
});

async function sync(house: Billhouse, onListRead: () => void): Promise<RunResult | undefined> {
  const follower: RunFollower = {
    runBegan: () => undefined,
    planned: () => undefined,
    pageRead: ({ stream }) => stream.phase === "list" && onListRead(),
    sliceEnded: () => undefined,
    waitingForOthers: () => undefined,
    checked: () => undefined,
    runEnded: () => undefined,
  };
  const { signal } = new AbortController();
  const request = { kind: "sync" } as const;
  const report = await runOnce(house, { request, followers: [follower], signal });
  return report?.result;
}
