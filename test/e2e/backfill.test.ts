import { describe, expect, test } from "vitest";
import { addMonths, billMonthAt } from "../../src/domain/bill-month.ts";
import { freshDatabase } from "../support/fresh-database.ts";
import { runProgram } from "../support/program.ts";
import { sliceStates } from "./bills.ts";
import { allAccountsEnv, CUSTOMERS, partnerEnv, startVendor } from "./vendor.ts";

const MONTH = addMonths(billMonthAt(Date.now()), -2);

describe("npm run backfill", () => {
  test("loads exactly the months, customers and streams that it is asked for", async () => {
    await using vendor = await startVendor();
    await using database = await freshDatabase();

    const ended = await runProgram(
      [
        "backfill",
        `--from=${MONTH}`,
        `--to=${MONTH}`,
        "--account=reseller",
        `--customer=${CUSTOMERS[0]},${CUSTOMERS[2]}`,
        "--stream=partner_bill_total,partner_bill_by_region",
      ],
      allAccountsEnv(vendor, database.url),
    );

    expect(ended.exitCode).toBe(0);
    expect(await sliceStates(database.pool)).toEqual([
      "customer loaded 1",
      "partner_bill_by_region loaded 2",
      "partner_bill_total loaded 2",
    ]);
    const asked = vendor
      .calls()
      .filter(({ params }) => "CustomerUin" in params)
      .map(({ params }) => [params["CustomerUin"], params["BillMonth"] ?? params["Month"]]);
    expect(asked.toSorted((left, right) => Number(left[0]) - Number(right[0]))).toEqual([
      [Number(CUSTOMERS[0]), MONTH],
      [Number(CUSTOMERS[0]), MONTH],
      [Number(CUSTOMERS[2]), MONTH],
      [Number(CUSTOMERS[2]), MONTH],
    ]);
  });

  test("with --dry-run calls nothing but the customer list and writes nothing", async () => {
    await using vendor = await startVendor();
    await using database = await freshDatabase();

    const ended = await runProgram(
      ["backfill", "--from", MONTH, "--to", MONTH, "--dry-run", "--json"],
      partnerEnv(vendor, database.url),
    );

    expect(ended.exitCode).toBe(0);
    const plan = JSON.parse(ended.stdout) as { slices: { reason: string }[] };
    expect(plan.slices.filter(({ reason }) => reason === "asked for")).toHaveLength(15);
    expect(vendor.calls().map(({ action }) => action)).toEqual(["DescribeCustomerUin"]);
    expect(await sliceStates(database.pool)).toEqual([]);
  });

  test("names everything that is wrong with its arguments before anything is called", async () => {
    await using vendor = await startVendor();
    await using database = await freshDatabase("empty");

    const ended = await runProgram(
      [
        "backfill",
        "--from=2026-13",
        "--to=2999-01",
        "--customer=x1",
        "--stream=partner_bill_totl,payer_bill_by_region",
        "--account=default",
      ],
      partnerEnv(vendor, database.url),
    );

    expect(ended.exitCode).toBe(2);
    expect(ended.stderr).toContain("--from 2026-13");
    expect(ended.stderr).toContain("--to 2999-01 is in the future");
    expect(ended.stderr).toContain("--customer x1");
    expect(ended.stderr).toContain("did you mean partner_bill_total?");
    expect(ended.stderr).toContain("only an account with the role payer");
    expect(vendor.calls()).toEqual([]);
  });
});

describe("npm run plan", () => {
  test("works before there is a schema, and makes none", async () => {
    await using vendor = await startVendor();
    await using database = await freshDatabase("empty");

    const ended = await runProgram(["plan"], partnerEnv(vendor, database.url));

    expect(ended.exitCode).toBe(0);
    expect(ended.stdout).toMatch(/^32 slices in about 32 calls/);
    expect(ended.stdout).toContain("open month");
    expect(ended.stderr).toContain("no schema yet");
    expect(vendor.calls().map(({ action }) => action)).toEqual(["DescribeCustomerUin"]);
    const { rows } = await database.pool.query(
      "select from pg_namespace where nspname ~ '^billing'",
    );
    expect(rows).toEqual([]);
  });

  test("says which streams are not planned, and what would have to be configured", async () => {
    await using vendor = await startVendor();
    await using database = await freshDatabase();

    const ended = await runProgram(["plan"], {
      ...allAccountsEnv(vendor, database.url),
      BILLING_TENANT_TAG_KEYS: "",
    });

    expect(ended.stdout).toMatch(/not planned: tenant · customer_bill_by_tag: .*BILLING_TAG_KEYS/);
  });
});
