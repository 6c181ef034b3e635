import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { addMonths, billMonthAt } from "../../src/domain/bill-month.ts";
import { generateTenant } from "../../src/simulator/generate-tenant.ts";
import { freshDatabase } from "../support/fresh-database.ts";
import { runProgram, startProgram } from "../support/program.ts";
import { billsDigest } from "./bills.ts";
import { CUSTOMERS, partnerEnv, startVendor } from "./vendor.ts";

const DETAIL = "DescribeCustomerBillDetail";

describe("a run that is cut off", () => {
  test("by SIGTERM ends with 75, and the next one goes on to the rows of an undisturbed run", async () => {
    await using vendor = await startVendor({ latencyMs: 30 });
    await using disturbed = await freshDatabase();
    await using undisturbed = await freshDatabase();
    // Slow enough that the signal comes in the middle.
    const env = { ...partnerEnv(vendor, disturbed.url), BILLING_RATE_LIMITS: "*=5" };

    const program = startProgram(["sync"], env);
    await program.says('"stream":"partner_bill_detail"');
    program.child.kill("SIGTERM");
    const first = await program.ended;
    const next = await runProgram(["sync", "--json"], env);
    await runProgram(["sync"], partnerEnv(vendor, undisturbed.url));

    expect(first.exitCode).toBe(75);
    expect(first.stdout).toMatch(/^Sync 1 was interrupted/);
    expect(first.stderr).toContain("interrupted by SIGTERM");
    expect(next.exitCode).toBe(0);
    expect(JSON.parse(next.stdout)).toMatchObject({ continues: "1", status: "succeeded" });
    expect(await billsDigest(disturbed.pool)).toEqual(await billsDigest(undisturbed.pool));
    // What the first had loaded, the second did not ask for again.
    const { rows } = await disturbed.pool.query<{ most: string }>(
      `select max(loads) as most from (select count(*) as loads from billing_ops.slice_load
       where stream <> 'customer' group by stream, uin, bill_month) as per_slice`,
    );
    expect(rows).toEqual([{ most: "1" }]);
  });

  test("by kill -9 leaves nothing that keeps the next one from the same rows", async () => {
    await using vendor = await startVendor({ latencyMs: 30 });
    await using disturbed = await freshDatabase();
    await using undisturbed = await freshDatabase();
    const env = { ...partnerEnv(vendor, disturbed.url), BILLING_RATE_LIMITS: "*=5" };

    const program = startProgram(["sync"], env);
    await program.says('"stream":"partner_bill_detail"');
    program.child.kill("SIGKILL");
    await program.ended;
    const next = await runProgram(["sync"], env);
    await runProgram(["sync"], partnerEnv(vendor, undisturbed.url));

    expect(next.exitCode).toBe(0);
    expect(next.stdout).toContain("going on with run 1");
    expect(await billsDigest(disturbed.pool)).toEqual(await billsDigest(undisturbed.pool));
  });

  test("by BILLING_MAX_RUN_MINUTES ends with 75 and names the variable", async () => {
    await using vendor = await startVendor();
    await using database = await freshDatabase();

    const ended = await runProgram(["sync"], {
      ...partnerEnv(vendor, database.url),
      BILLING_RATE_LIMITS: "*=2",
      BILLING_MAX_RUN_MINUTES: "0.02",
    });

    expect(ended.exitCode).toBe(75);
    expect(ended.stderr).toContain("out of time: BILLING_MAX_RUN_MINUTES=0.02");
  });

  test("ends in time although the vendor hangs, and tidily where npm passes the signal on once more", async () => {
    await using vendor = await startVendor({ faults: [{ match: {}, fault: { hang: true } }] });
    await using database = await freshDatabase();

    const program = startProgram(["sync"], partnerEnv(vendor, database.url));
    await program.says("run planned");
    program.child.kill("SIGINT");
    program.child.kill("SIGINT");
    const ended = await program.ended;

    expect(ended.exitCode).toBe(75);
    expect(ended.stdout).toMatch(/^Sync 1 was interrupted/);
    expect(ended.stderr).not.toContain("ending at once");
  });
});

describe("SIGTERM", () => {
  test("lets the pages in flight come back: they are stored, and the next run goes on behind them", async () => {
    const pages = 12;
    await using vendor = await startVendor({
      // Several pages are in flight whenever the signal comes.
      latencyMs: ({ action }) => (action === DETAIL ? 700 : 0),
      tenant: generateTenant({
        seed: 3,
        now: Date.now(),
        customers: 2,
        months: 2,
        linesPerMonth: 200 * pages - 100,
      }),
    });
    await using database = await freshDatabase();
    const env = {
      ...partnerEnv(vendor, database.url),
      BILLING_RATE_LIMITS: "*=5",
    };
    const month = addMonths(billMonthAt(Date.now()), -1);
    const command = ["backfill", "--from", month, "--to", month, "--customer", CUSTOMERS[0]];
    command.push("--stream", "partner_bill_detail");
    const asked = (): number => vendor.calls().filter(({ action }) => action === DETAIL).length;

    const program = startProgram(command, env);
    while (asked() < 8 && program.child.exitCode === null) {
      await sleep(5);
    }
    const signalledAt = performance.now();
    program.child.kill("SIGTERM");
    const first = await program.ended;
    const tookMs = performance.now() - signalledAt;
    const { rows } = await database.pool.query<{ pages: number }>(
      "select count(*)::int as pages from billing_ops.staged_page",
    );
    const askedFirst = asked();
    const next = await runProgram(command, env);

    expect(first.exitCode).toBe(75);
    expect(tookMs).toBeLessThan(10_000);
    // Every call that had left is a page in the staging tables, but for one that may just have been leaving.
    expect(rows[0]?.pages).toBeGreaterThanOrEqual(askedFirst - 1);
    expect(next.exitCode).toBe(0);
    // Page 1 is read once more, to see that the bill is the same.
    expect(asked() - askedFirst).toBeLessThanOrEqual(pages - askedFirst + 2);
    const loaded = await database.pool.query("select from billing.bill_detail");
    expect(loaded.rowCount).toBe(200 * pages - 100);
  });

  test("twice ends at once, whatever is in flight", async () => {
    await using vendor = await startVendor({ faults: [{ match: {}, fault: { hang: true } }] });
    await using database = await freshDatabase();
    const program = startProgram(["sync"], partnerEnv(vendor, database.url));
    while (vendor.calls().length === 0 && program.child.exitCode === null) {
      await sleep(5);
    }
    program.child.kill("SIGTERM");
    await sleep(1_100);
    program.child.kill("SIGTERM");
    const ended = await program.ended;
    expect(ended.exitCode).toBe(75);
    expect(ended.stderr).toContain("SIGTERM again: ending at once");
  });

  test("ends within ten seconds although a load hangs, and says what kept it", async () => {
    await using vendor = await startVendor();
    await using database = await freshDatabase();
    const env = { ...partnerEnv(vendor, database.url), BILLING_STREAMS: "partner_bill_total" };
    await runProgram(["sync"], env);
    // Somebody's ALTER TABLE that waits for its own COMMIT.
    const stranger = await database.pool.connect();
    await stranger.query("begin; lock table billing.partner_bill_total in access exclusive mode");

    const program = startProgram(["sync"], env);
    for (let waiting = 0; waiting === 0; await sleep(20)) {
      const { rows } = await database.pool.query<{ count: number }>(
        "select count(*)::int from pg_locks where not granted and database = (select oid from pg_database where datname = current_database())",
      );
      waiting = rows[0]?.count ?? 0;
    }
    const signalledAt = performance.now();
    program.child.kill("SIGTERM");
    const ended = await program.ended;
    const tookMs = performance.now() - signalledAt;
    await stranger.query("rollback");
    stranger.release();

    expect(ended.exitCode).toBe(75);
    expect(tookMs).toBeLessThan(10_000);
    expect(ended.stderr).toContain("loading default · partner_bill_total");
    expect(ended.stderr).toContain("ending anyway");
    expect((await runProgram(["sync"], env)).exitCode).toBe(0);
  });
});
