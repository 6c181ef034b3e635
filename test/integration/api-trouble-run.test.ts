import { describe, expect, test } from "vitest";
import type { Fault, FaultScript } from "../../src/simulator/faults/fault-script.ts";
import { billsDigest, sliceStates, writtenAt } from "../e2e/bills.ts";
import { partnerEnv, startVendor } from "../e2e/vendor.ts";
import { freshDatabase } from "../support/fresh-database.ts";
import { runProgram } from "../support/program.ts";

/** What goes by when the call is made again; four for an action, for the fifth try has to be good. */
const PASSING: readonly (readonly Fault[])[] = [
  [
    { error: "AuthFailure.SignatureExpire" },
    { reset: true },
    { status: 502, body: "<html>Bad Gateway</html>" },
    { truncate: 300 },
  ],
  [
    { error: "InternalError" },
    { emptyBody: true },
    { error: "RequestLimitExceeded" },
    { patch: { Total: { $add: 3 } } },
  ],
];

const ACTIONS = [
  "DescribeCustomerUin",
  "DescribeCustomerBillDetail",
  "DescribeCustomerBillSummary",
  "DescribeBillSummaryByPayMode",
  "DescribeBillSummaryByRegion",
  "DescribeBillSummaryByProduct",
];

/** The first, third, fifth and seventh call of each action go wrong, each in another way. */
const TROUBLE: FaultScript = ACTIONS.flatMap((action, index) =>
  (PASSING[index % 2] ?? []).map((fault, at) => ({ match: { action, nth: 1 + at * 2 }, fault })),
);

describe("a night", { timeout: 120_000 }, () => {
  test("on which every action fails in every way that passes loads the bills of a quiet one", async () => {
    await using vendor = await startVendor();
    await using troubled = await freshDatabase();
    await using quiet = await freshDatabase();
    await runProgram(["sync"], partnerEnv(vendor, quiet.url));
    vendor.setFaults(TROUBLE);
    vendor.resetCalls();

    const ended = await runProgram(["sync"], partnerEnv(vendor, troubled.url));

    expect(ended.exitCode).toBe(0);
    expect(await billsDigest(troubled.pool)).toEqual(await billsDigest(quiet.pool));
    const outcomes = new Set(vendor.calls().map(({ outcome }) => outcome));
    expect([...outcomes].toSorted()).toEqual([
      "AuthFailure.SignatureExpire",
      "InternalError",
      "RequestLimitExceeded",
      "emptyBody",
      "ok",
      "patch",
      "reset",
      "status",
      "truncate",
    ]);
  });

  test("on which the vendor is down changes no row, tries each slice five times, and says so", async () => {
    await using vendor = await startVendor();
    await using database = await freshDatabase();
    const env = partnerEnv(vendor, database.url);
    await runProgram(["sync"], env);
    const [bills, written] = [await billsDigest(database.pool), await writtenAt(database.pool)];
    vendor.setFaults([{ fault: { status: 503, body: "<html>Service Unavailable</html>" } }]);
    vendor.resetCalls();

    const ended = await runProgram(["sync", "--json"], env);

    const { counts, status } = JSON.parse(ended.stdout) as {
      readonly status: string;
      readonly counts: { readonly slicesPlanned: number; readonly slicesFailed: number };
    };
    expect({ exitCode: ended.exitCode, status }).toEqual({ exitCode: 3, status: "partial" });
    expect(counts.slicesFailed).toBe(counts.slicesPlanned);
    expect(vendor.calls()).toHaveLength(counts.slicesPlanned * 5);
    expect(await billsDigest(database.pool)).toEqual(bills);
    expect(await writtenAt(database.pool)).toBe(written);
    expect(new Set((await sliceStates(database.pool)).map((line) => line.split(" ")[1]))).toEqual(
      new Set(["failed"]),
    );
  });
});
