import { expect, test } from "vitest";
import { FakeClock } from "../support/fake-clock.ts";
import { type FreshDatabase, freshDatabase } from "../support/fresh-database.ts";
import { readText } from "../support/read-table.ts";
import { type CommandResult, runCommand } from "./run-command.ts";
import { seedSlices } from "./seed-slices.ts";

const STREAMS = ["by_region", "by_pay_mode", "by_product", "total", "detail"];

/** Bookkeeping of one customer's month; all five streams say `amount` unless `others` says else. */
async function seedBill(
  database: FreshDatabase,
  bill: { readonly uin: string; readonly billMonth: string; readonly amount: string },
  others: Readonly<Record<string, string>> = {},
): Promise<void> {
  const { uin, billMonth, amount } = bill;
  await seedSlices(
    database.pool,
    STREAMS.map((name) => ({
      uin,
      billMonth,
      stream: `partner_bill_${name}`,
      amount: others[name] ?? amount,
    })),
  );
}

async function reconcile(database: FreshDatabase, ...argv: string[]): Promise<CommandResult> {
  return await runCommand(["reconcile", ...argv], {
    env: { DATABASE_URL: database.url },
    clock: new FakeClock("2026-11-10T01:30:00Z"),
  });
}

test("bills that add up end with 0, and every check is stored", async () => {
  await using database = await freshDatabase();
  await seedBill(database, { uin: "200000000001", billMonth: "2026-10-01", amount: "12.30" });
  const { exitCode, out } = await reconcile(database);
  expect(exitCode).toBe(0);
  expect(out).toContain("1 bill: 1 match.");
  expect(
    await readText(
      database.pool,
      `select left_source, left_amount, difference, verdict, checked_at at time zone 'UTC' as at
       from billing_ops.reconciliation where check_id = 'R3'`,
    ),
  ).toEqual([
    {
      left_source: "partner_bill_detail",
      left_amount: "12.30",
      difference: "0.00",
      verdict: "match",
      at: "2026-11-10 01:30:00",
    },
  ]);
});

test("a difference in the last digit of one source ends with 4 and comes first", async () => {
  await using database = await freshDatabase();
  await seedBill(database, { uin: "200000000001", billMonth: "2026-10-01", amount: "12.30" });
  await seedBill(
    database,
    { uin: "200000000002", billMonth: "2026-10-01", amount: "9999999999.000000001" },
    { detail: "9999999999.000000002" },
  );
  const { exitCode, out } = await reconcile(database);
  expect(exitCode).toBe(4);
  expect(out.split("\n")[2]).toMatch(/200000000002 .* 9999999999\.000000001 +3 of 4 +MISMATCH$/);
  expect(out.split("\n")[3]).toBe("  detail says 9999999999.000000002, off by 0.000000001");
});

test("a difference in the running month is no mismatch", async () => {
  await using database = await freshDatabase();
  await seedBill(
    database,
    { uin: "200000000001", billMonth: "2026-11-01", amount: "5" },
    { detail: "6" },
  );
  const { exitCode, out } = await reconcile(database, "--json");
  expect(exitCode).toBe(0);
  expect(JSON.parse(out)).toHaveLength(4);
  expect(out).not.toMatch(/"(mismatch|match)"/);
});

test("a database without schema ends with 2 and says how to begin", async () => {
  await using database = await freshDatabase("empty");
  const { exitCode, err } = await reconcile(database);
  expect(exitCode).toBe(2);
  expect(err).toContain("npm run sync");
});
