import { expect, test } from "vitest";
import { generateTenant } from "../../../src/simulator/generate-tenant.ts";
import { SIMULATED_CREDENTIALS } from "../../../src/simulator/simulated-credentials.ts";
import { readLines } from "../../../src/simulator/tenant/bill-lines.ts";
import { linesOf } from "../../../src/simulator/tenant/edit-tenant.ts";
import type { Tenant } from "../../../src/simulator/tenant/tenant.ts";
import { answerOf } from "./answers.ts";

const MONTH = "2026-03";
const UIN = SIMULATED_CREDENTIALS.customer.uin;
const NO_IDS_UIN = "200000000003";

function tenantAt(time: string, seed = 1): Tenant {
  const now = Date.parse(time);
  return generateTenant({ seed, now, customers: 3, months: 2, linesPerMonth: 500 });
}

function bytes(tenant: Tenant, month = MONTH): readonly string[] {
  const lines = [...readLines(linesOf(tenant, { uin: UIN, month }))];
  return lines.map((line) =>
    JSON.stringify(line, (_, value) => (typeof value === "bigint" ? `${value}` : value)),
  );
}

test("the same seed gives the same bytes all through a UTC+8 day", () => {
  const morning = bytes(tenantAt("2026-03-10T00:00:00+08:00"));
  expect(bytes(tenantAt("2026-03-10T23:59:59+08:00"))).toEqual(morning);
});

test("another seed gives other lines", () => {
  const time = "2026-03-10T00:00:00+08:00";
  expect(bytes(tenantAt(time, 2))).not.toEqual(bytes(tenantAt(time, 1)));
});

test("the running month grows at its end only", () => {
  const today = bytes(tenantAt("2026-03-10T12:00:00+08:00"));
  const tomorrow = bytes(tenantAt("2026-03-11T12:00:00+08:00"));
  expect(tomorrow.length).toBeGreaterThan(today.length);
  expect(tomorrow.slice(0, today.length)).toEqual(today);
  expect(bytes(tenantAt("2026-04-01T00:00:00+08:00"))).toHaveLength(500);
});

test("a month that is over does not change any more", () => {
  const before = bytes(tenantAt("2026-03-01T00:00:00+08:00"), "2026-02");
  expect(bytes(tenantAt("2026-03-30T00:00:00+08:00"), "2026-02")).toEqual(before);
});

test("no line of a bill says it was charged in another month, but the last, whose usage ended in it", () => {
  const lines = [
    ...readLines(linesOf(tenantAt("2026-04-02T00:00:00Z"), { uin: UIN, month: MONTH })),
  ];
  const start = Date.parse("2026-03-01T00:00:00Z") / 1000;
  const end = Date.parse("2026-04-01T00:00:00Z") / 1000;
  for (const line of lines.slice(0, -1)) {
    expect(line.chargedAt).toBeGreaterThanOrEqual(start);
    expect(line.chargedAt).toBeLessThan(end);
  }
  expect([lines[0]?.chargedAt, lines.at(-2)?.chargedAt]).toEqual([start, end - 1]);
  expect(lines.at(-1)?.chargedAt).toBeGreaterThanOrEqual(end);
  expect(lines.at(-1)?.usedTo).toBe(end - 1);
});

test("a bill without ids has identical lines, also on both sides of a page's seam", async () => {
  const tenant = tenantAt("2026-04-02T00:00:00Z");
  const page = async (number: number) => {
    const body = { CustomerUin: Number(NO_IDS_UIN), Month: MONTH, PageSize: 200, Page: number };
    const at = { tenant, credential: SIMULATED_CREDENTIALS.partner, now: Date.parse("2026-04-02") };
    return (await answerOf(at, "DescribeCustomerBillDetail", body)).rows;
  };
  const [first, second] = [await page(1), await page(2)];
  expect(first.some((line) => "Id" in line)).toBe(false);
  expect(second[0]).toEqual(first[199]);
  expect(second[1]).not.toEqual(second[0]);
});

test("generated bills contain everything that a loader must survive", () => {
  const lines = [
    ...readLines(linesOf(tenantAt("2026-04-02T00:00:00Z"), { uin: UIN, month: MONTH })),
  ];
  expect(new Set(lines.map((line) => line.id)).size).toBe(lines.length);
  expect(lines.every((line) => /^\d{19}$/.test(line.id))).toBe(true);
  const oddities: Record<string, (line: (typeof lines)[number]) => boolean> = {
    refund: (line) => line.action.code === "prepay_return" && line.discounted < 0n,
    "negative voucher": (line) => line.voucher < 0n,
    "voucher for all of it": (line) => line.voucher !== 0n && line.voucher === line.discounted,
    "eight decimals": (line) => line.discounted % 10n !== 0n,
    "whole dollars without padding": (line) =>
      line.amountStyle === "trimmed" && line.original % 100_000_000n === 0n,
    "U+00A0": (line) => line.region.name.includes("\u00a0"),
    "trailing blank": (line) => line.zone?.endsWith(" ") === true,
    "role id above 2^53": (line) => Number(line.operatorId) > Number.MAX_SAFE_INTEGER,
    "null name": (line) => line.instanceName === null,
    "absent zone": (line) => line.zone === undefined,
    "dash for a price": (line) => line.price === "-",
    "no start of usage": (line) => line.usedFrom === undefined,
    "unicode tag": (line) => line.tags.some((tag) => tag.key === "环境"),
    "null tags": (line) => line.tags.length === 0 && line.emptyTags === null,
    "reserved instance": (line) => line.reserved !== 0n,
    "action code outside the vendor's list": (line) => line.action.code === "pre_to_post",
  };
  const missing = Object.keys(oddities).filter(
    (name) => !lines.some(oddities[name] ?? (() => false)),
  );
  expect(missing).toEqual([]);
});
