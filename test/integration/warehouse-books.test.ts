import { describe, expect, test } from "vitest";
import type { Account } from "../../src/domain/account.ts";
import type { CheckResult } from "../../src/domain/reconciliation.ts";
import { stream as byRegion } from "../../src/source/tencent/streams/partner-bill-by-region.ts";
import { stream as lines } from "../../src/source/tencent/streams/partner-bill-detail.ts";
import { billLine, billLines } from "../support/bill-line.ts";
import { freshDatabase } from "../support/fresh-database.ts";
import { beginRun, claimed, loadAnswers, NIGHT } from "../support/load-answers.ts";
import { openTestWarehouse } from "../support/open-test-warehouse.ts";
import { readText } from "../support/read-table.ts";
import { sliceOf } from "../support/slice-of.ts";

function checkResult(overrides: Partial<CheckResult> = {}): CheckResult {
  return {
    account: "main",
    uin: "1",
    billMonth: "2026-10-01",
    checkId: "R1",
    leftSource: "partner_bill_by_region",
    rightSource: "partner_bill_detail",
    dimension: "",
    member: "",
    unit: "amount",
    leftAmount: "1.10",
    rightAmount: "1.1",
    difference: "0.00",
    verdict: "match",
    ...overrides,
  };
}

describe("accounts", () => {
  const account: Account = {
    name: "main",
    secretId: "AKID-secret",
    secretKey: "key-secret",
    token: "token-secret",
    roles: ["partner", "customer"],
    uin: "200000000000",
    tagKeys: ["team"],
    displayName: "Reseller",
  };

  test("are stored for reports, without their secrets, and stored again as they are now", async () => {
    await using database = await freshDatabase();
    await using warehouse = openTestWarehouse(database, []);
    await warehouse.accounts.save([account]);
    const read = async () => await readText(database.pool, "select * from billing.account");
    expect(JSON.stringify(await read())).not.toContain("secret");
    expect(await read()).toEqual([
      {
        account: "main",
        uin: "200000000000",
        roles: "{partner,customer}",
        display_name: "Reseller",
        invoice_issuer: null,
        loaded_at: "2026-11-10 01:30:00+00",
      },
    ]);
    await warehouse.accounts.save([
      { ...account, roles: ["payer"], displayName: "New", invoiceIssuer: "Tencent" },
      { ...account, name: "other" },
    ]);
    expect(await read()).toEqual([
      expect.objectContaining({ roles: "{payer}", display_name: "New", invoice_issuer: "Tencent" }),
      expect.objectContaining({ account: "other" }),
    ]);
    await warehouse.accounts.save([]);
    expect(await read()).toHaveLength(2);
  });
});

describe("loaded amounts", () => {
  test("are the exact sums of slices that are loaded or empty, of the accounts asked for", async () => {
    await using database = await freshDatabase();
    await using warehouse = openTestWarehouse(database, [byRegion, lines]);
    const regions = { SummaryOverview: [{ RegionId: "1", TotalCost: "1.10" }] };
    await loadAnswers(warehouse, sliceOf(byRegion), [regions]);
    await loadAnswers(warehouse, sliceOf(lines), [billLines(billLine({ TotalCost: "0.3" }))]);
    await loadAnswers(warehouse, sliceOf(byRegion, { account: "other" }), [{}]);
    const failed = await claimed(
      warehouse,
      await beginRun(warehouse),
      sliceOf(byRegion, { uin: "9" }),
    );
    const failure = { status: "failed", code: "X", message: "x", requestId: undefined } as const;
    await warehouse.slices.fail(failed, failure, NIGHT);

    const main = { account: "main", uin: "200000000001", billMonth: "2026-10-01" };
    const ofMain = [
      { ...main, stream: "partner_bill_by_region", amount: "1.10" },
      { ...main, stream: "partner_bill_detail", amount: "0.3" },
    ];
    const other = { ...main, account: "other", stream: "partner_bill_by_region", amount: "0" };
    const all = await warehouse.checks.loadedAmounts({});
    expect(all).toHaveLength(3);
    expect(all).toEqual(expect.arrayContaining([...ofMain, other]));
    const some = await warehouse.checks.loadedAmounts({ accounts: ["main"] });
    expect(some).toHaveLength(2);
    expect(some).toEqual(expect.arrayContaining(ofMain));
    expect(await warehouse.checks.loadedAmounts({ accounts: [] })).toEqual([]);
  });
});

describe("results of checks", () => {
  const read =
    "select uin, member, left_amount, difference, verdict, checked_at from billing_ops.reconciliation order by 1, 2";

  test("keep their digits, and replace those of the same customer-months and no others", async () => {
    await using database = await freshDatabase();
    await using warehouse = openTestWarehouse(database, []);
    await warehouse.checks.save(
      [
        checkResult(),
        checkResult({ member: "gone next time" }),
        checkResult({ uin: "2", rightAmount: null, difference: null, verdict: "not_comparable" }),
      ],
      NIGHT,
    );
    const mismatch = { leftAmount: "1.20", difference: "0.10", verdict: "mismatch" } as const;
    await warehouse.checks.save([checkResult(mismatch)], NIGHT + 1000);
    expect(await readText(database.pool, read)).toEqual([
      {
        uin: "1",
        member: "",
        left_amount: "1.20",
        difference: "0.10",
        verdict: "mismatch",
        checked_at: "2026-11-10 01:30:01+00",
      },
      {
        uin: "2",
        member: "",
        left_amount: "1.10",
        difference: null,
        verdict: "not_comparable",
        checked_at: "2026-11-10 01:30:00+00",
      },
    ]);
  });

  test("are stored by two runs at once, in whatever order, and in any number", async () => {
    await using database = await freshDatabase();
    await using here = openTestWarehouse(database, []);
    await using other = database.openAgain();
    await using there = openTestWarehouse(other, []);
    const results = Array.from({ length: 6000 }, (_, index) => checkResult({ uin: `${index}` }));
    for (let round = 0; round < 3; round += 1) {
      await Promise.all([
        here.checks.save(results, NIGHT),
        there.checks.save(results.toReversed(), NIGHT),
      ]);
    }
    expect(await readText(database.pool, "select from billing_ops.reconciliation")).toHaveLength(
      6000,
    );
  });
});
