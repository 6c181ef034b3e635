import { expect, test } from "vitest";
import { FakeClock } from "../support/fake-clock.ts";
import { type FreshDatabase, freshDatabase } from "../support/fresh-database.ts";
import { readText } from "../support/read-table.ts";
import { type CommandResult, runCommand } from "./run-command.ts";
import { type SeededBill, seedBill } from "./seed-bill.ts";

const NOW = "2026-11-10T01:30:00Z";
const BILL: SeededBill = { uin: "200000000001", billMonth: "2026-10-01", amount: "12.30" };

async function reconcile(
  database: FreshDatabase,
  argv: readonly string[] = [],
  env: Readonly<Record<string, string>> = {},
): Promise<CommandResult> {
  return await runCommand(["reconcile", ...argv], {
    env: { DATABASE_URL: database.url, ...env },
    clock: new FakeClock(NOW),
  });
}

test("bills that add up end with 0, and every check is stored", async () => {
  await using database = await freshDatabase();
  await seedBill(database.pool, BILL);
  const { exitCode, out } = await reconcile(database);
  expect(exitCode).toBe(0);
  expect(out).toContain("1 bill: 1 match.");
  expect(
    await readText(
      database.pool,
      `select left_source, member, left_amount, difference, verdict, checked_at at time zone 'UTC' as at
       from billing_ops.reconciliation where check_id = 'R3' and dimension = 'region'`,
    ),
  ).toEqual([
    {
      left_source: "partner_bill_detail",
      member: "East",
      left_amount: "12.30",
      difference: "0.00",
      verdict: "match",
      at: "2026-11-10 01:30:00",
    },
  ]);
});

test("a difference in the last digit ends with 4, and is named with customer, month, check and amounts", async () => {
  await using database = await freshDatabase();
  await seedBill(database.pool, BILL);
  const amount = "9999999999.000000001";
  await seedBill(
    database.pool,
    { ...BILL, uin: "200000000002", amount },
    { partner_bill_by_product: "9999999999.000000002" },
  );
  const { exitCode, out } = await reconcile(database);
  expect(exitCode).toBe(4);
  const [first, second, , , , bill] = out.split("\n");
  expect(first).toBe(
    `R1 200000000002 2026-10 product 9999999999.000000002 ≠ total ${amount} by 0.000000001`,
  );
  expect(second).toBe(
    `R3 200000000002 2026-10 CVM: detail ${amount} ≠ product 9999999999.000000002 by -0.000000001`,
  );
  expect(bill).toMatch(/200000000002 +2026-10 +9999999999\.000000001 +\d+ of \d+ +MISMATCH$/);
});

test("a difference in the running month is no mismatch, and no match", async () => {
  await using database = await freshDatabase();
  const running = { ...BILL, billMonth: "2026-11-01" };
  await seedBill(database.pool, running, { partner_bill_total: "6" });
  const { exitCode, out } = await reconcile(database, ["--json"]);
  expect(exitCode).toBe(0);
  const checks = JSON.parse(out) as readonly { readonly verdict: string }[];
  expect(checks.length).toBeGreaterThan(10);
  expect(new Set(checks.map(({ verdict }) => verdict))).toEqual(new Set(["not_comparable"]));
});

test("a tolerance that is configured is kept to", async () => {
  await using database = await freshDatabase();
  await seedBill(database.pool, BILL, { partner_bill_by_region: "12.31" });
  const lenient = { BILLING_CHECK_TOLERANCES: "R1=0.01,R3.region=0.01" };
  const { exitCode, out } = await reconcile(database, [], lenient);
  expect(exitCode).toBe(0);
  expect(out).toContain("1 bill: 1 within tolerance.");
});

test("what was repaired is found to be right again, and results of other checks stay", async () => {
  await using database = await freshDatabase();
  await seedBill(database.pool, BILL, { partner_bill_by_region: "12.31" });
  expect((await reconcile(database)).exitCode).toBe(4);
  await database.pool.query("update billing.partner_bill_by_region set total_cost = 12.30");
  expect((await reconcile(database)).exitCode).toBe(0);
  await database.pool.query(
    `insert into billing_ops.reconciliation select account, uin, bill_month, 'watched', left_source,
       right_source, dimension, member, unit, 1, 2, -1, 'mismatch', checked_at
     from billing_ops.reconciliation where check_id = 'R1' limit 1`,
  );
  const { exitCode, out } = await reconcile(database);
  expect(exitCode).toBe(4);
  expect(out.split("\n")[0]).toMatch(/^watched 200000000001 2026-10 .* by -1$/);
});

test("names that no summary has are not compared; a region that is missing is a mismatch", async () => {
  await using database = await freshDatabase();
  await seedBill(database.pool, BILL);
  await seedBill(database.pool, { ...BILL, uin: "200000000002" });
  await database.pool.query(
    "update billing.bill_detail set region = '东部' where customer_uin = '200000000001'",
  );
  const { exitCode, out } = await reconcile(database);
  expect(exitCode).toBe(0);
  expect(out).toMatch(/200000000001 .* partly compared\n/);
  await database.pool.query(
    "delete from billing.partner_bill_by_region where customer_uin = '200000000002'",
  );
  const lost = await reconcile(database);
  expect(lost.exitCode).toBe(4);
  expect(lost.out).toContain("R3 200000000002 2026-10 East: detail 12.30 ≠ region 0 by 12.3");
});

test("a database without schema ends with 2 and says how to begin", async () => {
  await using database = await freshDatabase("empty");
  const { exitCode, err } = await reconcile(database);
  expect(exitCode).toBe(2);
  expect(err).toContain("npm run sync");
});
