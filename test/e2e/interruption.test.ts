import { describe, expect, test } from "vitest";
import { freshDatabase } from "../support/fresh-database.ts";
import { runProgram, startProgram } from "../support/program.ts";
import { billsDigest } from "./bills.ts";
import { partnerEnv, startVendor } from "./vendor.ts";

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
