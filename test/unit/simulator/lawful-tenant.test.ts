import { describe, expect, test } from "vitest";
import { demoTenant } from "../../../src/simulator/demo-tenant.ts";
import { generateTenant } from "../../../src/simulator/generate-tenant.ts";
import { SIMULATED_CREDENTIALS } from "../../../src/simulator/simulated-credentials.ts";
import { amountOf, paddedText } from "../../../src/simulator/tenant/amount.ts";
import { makeLine } from "../../../src/simulator/tenant/bill-line.ts";
import { addLines, changeLine, removeLines } from "../../../src/simulator/tenant/edit-tenant.ts";
import type { Tenant } from "../../../src/simulator/tenant/tenant.ts";
import { type Row, answerOf } from "./answers.ts";

const NOW = Date.parse("2026-03-17T04:00:00Z");
const MONTH = "2026-02";
const { partner, customer, payer } = SIMULATED_CREDENTIALS;

function sum(rows: readonly Row[], field: string): string {
  return paddedText(rows.reduce((total, row) => total + amountOf(row[field] ?? "0"), 0n));
}

async function allLines(tenant: Tenant, month: string): Promise<readonly Row[]> {
  const lines: Row[] = [];
  for (let page = 1; page < 50; page += 1) {
    const body = { CustomerUin: Number(customer.uin), Month: month, PageSize: 200, Page: page };
    const { rows } = await answerOf(
      { tenant, credential: partner, now: NOW },
      "DescribeCustomerBillDetail",
      body,
    );
    lines.push(...rows);
    if (rows.length === 0) {
      return lines;
    }
  }
  throw new Error("no end of pages");
}

async function summaries(tenant: Tenant, month: string) {
  const at = { tenant, credential: partner, now: NOW };
  const body = { BillMonth: month, CustomerUin: Number(customer.uin) };
  const total = await answerOf(at, "DescribeCustomerBillSummary", {
    Month: month,
    CustomerUin: Number(customer.uin),
  });
  return {
    regions: (await answerOf(at, "DescribeBillSummaryByRegion", body)).rows,
    payModes: (await answerOf(at, "DescribeBillSummaryByPayMode", body)).rows,
    products: (await answerOf(at, "DescribeBillSummaryByProduct", body)).rows,
    total: /"TotalCost":(-?[\d.]+)/.exec(total.text)?.[1],
  };
}

/** Every pair of sums that should be equal and is not. */
async function disagreements(tenant: Tenant, month: string): Promise<readonly string[]> {
  const lines = await allLines(tenant, month);
  const { total, payModes, ...others } = await summaries(tenant, month);
  const byAction = payModes.flatMap((row) => row.Detail);
  const pairs = [["total", total, sum(lines, "TotalCost")]];
  for (const [name, rows] of Object.entries({ ...others, payModes, byAction })) {
    pairs.push([`${name} charged`, sum(rows, "TotalCost"), sum(lines, "TotalCost")]);
    pairs.push([`${name} voucher`, sum(rows, "VoucherPayAmount"), sum(lines, "VoucherDeduction")]);
    pairs.push([name, sum(rows, "OriginalCost"), sum(lines, "TotalAmountAfterDiscount")]);
  }
  for (const row of payModes) {
    pairs.push([`${row["PayMode"]}`, sum(row.Detail, "TotalCost"), row["TotalCost"]]);
  }
  return pairs.filter(([, left, right]) => left !== right).map((pair) => pair.join(" "));
}

describe.each([1, 2, 77, 20_260_101])("a tenant of seed %i", (seed) => {
  const tenant = generateTenant({ seed, now: NOW, customers: 3, months: 3, linesPerMonth: 450 });

  test.each(["2026-01", "2026-02", "2026-03"])("adds up in %s", async (month) => {
    await expect(disagreements(tenant, month)).resolves.toEqual([]);
  });

  test("charges every line its discounted amount minus the voucher", async () => {
    for (const line of await allLines(tenant, MONTH)) {
      const after = amountOf(line["TotalAmountAfterDiscount"] ?? "");
      const charged = after - amountOf(line["VoucherDeduction"] ?? "");
      expect(amountOf(line["TotalCost"] ?? "")).toBe(charged);
    }
  });

  test("is the same to its end customer", async () => {
    const at = { tenant, credential: customer, now: NOW };
    const lines = await allLines(tenant, MONTH);
    for (const groupType of ["product", "project", "tag"]) {
      const body = { Month: MONTH, GroupType: groupType, TagKey: ["team"] };
      const { rows } = await answerOf(at, "DescribeBillSummary", body);
      expect(sum(rows, "TotalCost")).toBe(sum(lines, "TotalCost"));
      for (const row of [...rows, ...rows.flatMap((group) => group.Business)]) {
        const [list, voucher, reserved] = ["OriginalCost", "VoucherPayAmount", "RICost"].map(
          (field) => amountOf(row[field] ?? ""),
        );
        expect(amountOf(row["TotalCost"] ?? "")).toBe(
          (list ?? 0n) - (voucher ?? 0n) - (reserved ?? 0n),
        );
      }
      for (const row of rows.filter((group) => group.Business.length > 0)) {
        expect(sum(row.Business, "TotalCost")).toBe(row["TotalCost"]);
      }
    }
  });

  test("pays every region of its direct account in four ways", async () => {
    const at = { tenant, credential: payer, now: NOW };
    const body = { BeginTime: MONTH, EndTime: MONTH };
    const { rows } = await answerOf(at, "DescribeBillSummaryByRegion", body);
    for (const row of rows) {
      const parts = ["Cash", "Incentive", "Voucher", "Transfer"].map((way) => `${way}PayAmount`);
      const paid = parts.reduce((total, field) => total + amountOf(row[field] ?? ""), 0n);
      expect(row["RealTotalCost"]).toBe(paddedText(paid));
      expect(row["RealTotalCostRatio"]).toMatch(/^\d+\.\d\d$/);
    }
    expect(rows.some((row) => row["TotalCost"] === "-")).toBe(true);
    expect(rows.some((row) => row["RealTotalCost"]?.startsWith("-") === true)).toBe(true);
  });
});

test("summaries follow every edit of the lines", async () => {
  const key = { uin: customer.uin, month: MONTH };
  const tenant = generateTenant({ seed: 5, now: NOW, customers: 2, months: 2, linesPerMonth: 300 });
  const line = makeLine(MONTH, { id: "9", discounted: amountOf("12.5"), voucher: amountOf("0.5") });
  const edits: readonly ((before: Tenant) => Tenant)[] = [
    (before) => addLines(before, key, [line]),
    (before) => addLines(before, key, [line], 0),
    (before) => changeLine(before, key, 200, (old) => ({ ...old, discounted: 7n, voucher: 0n })),
    (before) => removeLines(before, key, 150, 3),
  ];
  let edited = tenant;
  for (const edit of edits) {
    edited = edit(edited);
    expect(await disagreements(edited, MONTH)).toEqual([]);
  }
  const lines = await allLines(edited, MONTH);
  expect(lines).toHaveLength(299);
  expect([lines.at(0)?.["Id"], lines.at(-1)?.["Id"]]).toEqual(["9", "9"]);
  expect(await allLines(tenant, MONTH)).toHaveLength(300);
});

test("the demo's two open months fill more than one page for at least two customers, whatever the day", async () => {
  for (const day of ["2026-03-01T00:30:00+08:00", "2026-12-31T23:00:00+08:00"]) {
    const now = Date.parse(day);
    for (const back of [0, 1]) {
      const longBills = demoTenant(now).customers.filter(({ bills }) => {
        const months = [...bills.keys()];
        return (bills.get(months[back] ?? "")?.length ?? 0) > 200;
      });
      expect(longBills.length).toBeGreaterThanOrEqual(back === 0 && day.includes("-01T") ? 1 : 2);
    }
  }
});
