import { describe, expect, test } from "vitest";
import { freshDatabase } from "../support/fresh-database.ts";
import { runProgram } from "../support/program.ts";
import { billsDigest, sliceStates, writtenAt } from "./bills.ts";
import { allAccountsEnv, CUSTOMERS, partnerEnv, startVendor } from "./vendor.ts";

describe("npm run sync", () => {
  test("makes the schema, loads every stream, and finds nothing changed the second time", async () => {
    await using vendor = await startVendor();
    await using database = await freshDatabase("empty");
    const env = allAccountsEnv(vendor, database.url);

    const first = await runProgram(["sync"], env);
    const loaded = await billsDigest(database.pool);
    const written = await writtenAt(database.pool);
    const second = await runProgram(["sync", "--json"], env);

    expect(first).toMatchObject({ exitCode: 0 });
    expect(first.stdout).toMatch(/slices {2}\d+ loaded\n/);
    expect(await sliceStates(database.pool)).toEqual([
      "customer loaded 1",
      "customer_bill_by_product loaded 2",
      "customer_bill_by_project loaded 2",
      "customer_bill_by_tag loaded 2",
      "customer_bill_detail loaded 2",
      "customer_info loaded 1",
      "partner_bill_by_pay_mode loaded 6",
      "partner_bill_by_product loaded 6",
      "partner_bill_by_region loaded 6",
      "partner_bill_detail loaded 6",
      "partner_bill_total loaded 6",
      "payer_bill_by_region loaded 2",
    ]);
    expect(second.exitCode).toBe(0);
    const summary = JSON.parse(second.stdout) as { readonly checks: { readonly match: number } };
    // Three closed bills, each by its regions, pay modes, products, transaction types and lines.
    expect(summary.checks.match).toBeGreaterThan(100);
    expect(summary).toMatchObject({
      status: "succeeded",
      counts: { slicesLoaded: 42, rowsAdded: 0, rowsChanged: 0, rowsRemoved: 0 },
      checks: { mismatch: 0 },
    });
    expect(await billsDigest(database.pool)).toEqual(loaded);
    expect(await writtenAt(database.pool)).toBe(written);
  });

  test("tells each event as one line of JSON where nobody watches, and the result on stdout alone", async () => {
    await using vendor = await startVendor();
    await using database = await freshDatabase();

    const { stdout, stderr } = await runProgram(["sync"], partnerEnv(vendor, database.url));

    const events = stderr
      .trim()
      .split("\n")
      .map((line) => (JSON.parse(line) as { event: string }).event);
    expect(events[0]).toBe("run began");
    expect(events.filter((event) => event === "slice loaded")).toHaveLength(32);
    expect(events).toContain("bills checked");
    expect(events.at(-1)).toBe("run ended");
    expect(stdout).toMatch(/^Sync 1 succeeded after /);
  });

  test("loads the others where one customer fails, and says which and why", async () => {
    await using vendor = await startVendor({
      faults: [
        {
          match: { params: { CustomerUin: Number(CUSTOMERS[1]) } },
          fault: { error: "InvalidParameter.Broken", message: "No such luck." },
        },
      ],
    });
    await using database = await freshDatabase();

    const ended = await runProgram(["sync"], partnerEnv(vendor, database.url));

    expect(ended.exitCode).toBe(3);
    expect(ended.stdout).toContain("InvalidParameter.Broken");
    expect(ended.stdout).toMatch(
      new RegExp(
        `default · partner_bill_total · ${CUSTOMERS[1]} · \\d{4}-\\d{2} {2}RequestId \\S+`,
      ),
    );
    expect(await sliceStates(database.pool)).toEqual(
      expect.arrayContaining(["partner_bill_total failed 2", "partner_bill_total loaded 4"]),
    );
  });

  test("calls only for the streams that BILLING_STREAMS names, and the list that they need", async () => {
    await using vendor = await startVendor();
    await using database = await freshDatabase();

    const ended = await runProgram(["sync"], {
      ...allAccountsEnv(vendor, database.url),
      BILLING_STREAMS: "partner_bill_total,payer_bill_by_region",
    });

    expect(ended.exitCode).toBe(0);
    const called = new Set(vendor.calls().map(({ service, action }) => `${service}.${action}`));
    expect([...called].toSorted()).toEqual([
      "billing.DescribeBillSummaryByRegion",
      "intlpartnersmgt.DescribeCustomerBillSummary",
      "intlpartnersmgt.DescribeCustomerUin",
    ]);
  });

  test("two at once load every slice once", async () => {
    // What was loaded before a run began is loaded again: so nothing is before both have begun.
    await using vendor = await startVendor({
      latencyMs: ({ action }) => (action === "DescribeCustomerUin" ? 2_500 : 40),
    });
    await using database = await freshDatabase();
    const env = partnerEnv(vendor, database.url);

    const both = await Promise.all([runProgram(["sync"], env), runProgram(["sync"], env)]);

    expect(both.map(({ exitCode }) => exitCode)).toEqual([0, 0]);
    const { rows } = await database.pool.query<{ loads: string; slices: string }>(
      "select count(*) as loads, count(distinct (stream, uin, bill_month)) as slices from billing_ops.slice_load",
    );
    expect(rows).toEqual([{ loads: "32", slices: "32" }]);
  });
});
