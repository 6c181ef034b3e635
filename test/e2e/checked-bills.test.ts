import { expect, test } from "vitest";
import { addMonths, billMonthAt, firstDay } from "../../src/domain/bill-month.ts";
import { seedSlices } from "../integration/seed-slices.ts";
import { freshDatabase } from "../support/fresh-database.ts";
import { runProgram } from "../support/program.ts";
import { CUSTOMERS, partnerEnv, startVendor } from "./vendor.ts";

const LAST_MONTH = addMonths(billMonthAt(Date.now()), -1);

test("a run answers for the bills it looked at, not for those of another account", async () => {
  await using vendor = await startVendor();
  await using database = await freshDatabase();
  await seedSlices(
    database.pool,
    ["partner_bill_total", "partner_bill_detail"].map((stream, index) => ({
      account: "elsewhere",
      stream,
      uin: CUSTOMERS[0],
      billMonth: firstDay(LAST_MONTH),
      amount: String(index),
    })),
  );

  const ended = await runProgram(["sync"], partnerEnv(vendor, database.url));

  expect(ended.exitCode).toBe(0);
});

test("a mismatch in a month that is read once more to settle ends with 4", async () => {
  await using vendor = await startVendor({
    faults: [
      {
        match: { action: "DescribeCustomerBillSummary", params: { Month: LAST_MONTH } },
        fault: { patch: { TotalCost: { $raw: "0.01" } } },
      },
    ],
  });
  await using database = await freshDatabase();
  const env = { ...partnerEnv(vendor, database.url), BILLING_OPEN_MONTHS: "1" };
  await runProgram(["backfill", "--from", LAST_MONTH, "--to", LAST_MONTH], env);
  await database.pool.query(
    "update billing_ops.slice set last_success_at = $1, last_full_at = $1",
    [`${firstDay(LAST_MONTH)}T00:00:00Z`],
  );

  const ended = await runProgram(["sync"], env);

  expect(ended.exitCode).toBe(4);
});
