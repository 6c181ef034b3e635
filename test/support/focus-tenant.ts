import { openBillhouse } from "../../src/app/open-billhouse.ts";
import { runOnce } from "../../src/app/run-once.ts";
import { systemClock } from "../../src/app/system-clock.ts";
import type { Account } from "../../src/domain/account.ts";
import { generateTenant } from "../../src/simulator/generate-tenant.ts";
import { SIMULATED_CREDENTIALS } from "../../src/simulator/simulated-credentials.ts";
import { startSimulator } from "../../src/simulator/start-simulator.ts";
import { givenLines } from "../../src/simulator/tenant/bill-lines.ts";
import { changeCustomer, withLines } from "../../src/simulator/tenant/edit-tenant.ts";
import type { Tenant } from "../../src/simulator/tenant/tenant.ts";
import { readChecks } from "../../src/source/tencent/read-checks.ts";
import { readStreams } from "../../src/source/tencent/read-streams.ts";
import { memoryLogger } from "../unit/scheduler/memory-logger.ts";
import { everyKindOfLine, plainLines } from "./focus-lines.ts";

/** A partner's customer, and one that also reads its own bill. */
export const FOCUS_CUSTOMERS = { plain: "200000000001", everyKind: "200000000002" } as const;

/** The month that has every kind of line; the running one has few. */
export const FOCUS_MONTH = "2026-10";

const NOW = Date.parse("2026-11-10T01:30:00Z");
const now = (): number => NOW;

const { partner, customer } = SIMULATED_CREDENTIALS;

const ACCOUNTS: readonly Account[] = [
  {
    name: "reseller",
    ...partner,
    displayName: "Example Reseller",
    invoiceIssuer: "Tencent Cloud International",
    tagKeys: [],
  },
  {
    name: "end-customer",
    ...customer,
    displayName: "Example Customer",
    invoiceIssuer: "Example Reseller",
    tagKeys: ["team"],
  },
];

/**
 * A small reseller whose bills have every kind of line there is, loaded by a real sync of both sides
 * over HTTP.
 */
export async function loadFocusTenant(databaseUrl: string): Promise<void> {
  await using vendor = await startSimulator({ tenant: focusTenant(), now, limits: "none" });
  await using house = openBillhouse({
    databaseUrl,
    accounts: ACCOUNTS,
    streams: await readStreams(),
    openMonths: 2,
    checkRules: { checks: await readChecks(), tolerances: new Map() },
    rateLimits: new Map([["*", 1000]]),
    tencentOrigin: vendor.origin,
    clock: { ...systemClock, now },
    random: () => Math.random() * 0.2,
    fetch,
    logger: memoryLogger().logger,
  });
  const { signal } = new AbortController();
  const report = await runOnce(house, { request: { kind: "sync" }, followers: [], signal });
  if (report?.result.exitCode !== 0) {
    throw new Error(`the tenant was not loaded: ${JSON.stringify(report)}`);
  }
}

function focusTenant(): Tenant {
  const plan = { seed: 1, now: NOW, customers: 2, months: 2, linesPerMonth: 0 };
  const { plain, everyKind } = FOCUS_CUSTOMERS;
  const bills = [
    { uin: plain, month: FOCUS_MONTH, lines: plainLines(FOCUS_MONTH) },
    { uin: plain, month: "2026-11", lines: plainLines("2026-11") },
    { uin: everyKind, month: FOCUS_MONTH, lines: everyKindOfLine(FOCUS_MONTH) },
    { uin: everyKind, month: "2026-11", lines: plainLines("2026-11") },
  ];
  const tenant = bills.reduce(
    (known, { uin, month, lines }) => withLines(known, { uin, month }, givenLines(lines)),
    generateTenant(plan),
  );
  return changeCustomer(tenant, plain, (before) => ({ ...before, carriesIds: false }));
}
