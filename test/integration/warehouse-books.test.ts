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

describe("bills to check", () => {
  const streams = [byRegion.name, lines.name];
  const main = { account: "main", uin: "200000000001", billMonth: "2026-10-01" };

  test("are those of which a slice was ever loaded, with the rows that reading them costs", async () => {
    await using database = await freshDatabase();
    await using warehouse = openTestWarehouse(database, [byRegion, lines]);
    const regions = { SummaryOverview: [{ RegionId: "1", TotalCost: "1.10" }] };
    await loadAnswers(warehouse, sliceOf(byRegion), [regions]);
    await loadAnswers(warehouse, sliceOf(lines), [billLines(billLine(), billLine({ Id: "2" }))]);
    await loadAnswers(warehouse, sliceOf(byRegion, { account: "other" }), [{}]);
    const run = await beginRun(warehouse);
    const failure = { status: "failed", code: "X", message: "x", requestId: undefined } as const;
    for (const slice of [sliceOf(byRegion), sliceOf(byRegion, { uin: "9" })]) {
      await warehouse.slices.fail(await claimed(warehouse, run, slice), failure, NIGHT);
    }

    const all = await warehouse.checks.bills(streams);
    expect(all).toMatchObject([
      { ...main, rows: 2, checked: undefined },
      { ...main, account: "other", rows: 0 },
    ]);
    expect(await warehouse.checks.bills(streams, [main])).toEqual(all.slice(0, 1));
    expect(await warehouse.checks.bills(streams, [])).toEqual([]);
    expect(await warehouse.checks.bills([byRegion.name], [main])).toMatchObject([{ rows: 0 }]);
  });

  test("are in the same state until a slice changes, comes or goes, however often it is loaded", async () => {
    await using database = await freshDatabase();
    await using warehouse = openTestWarehouse(database, [byRegion, lines]);
    const state = async (): Promise<string | undefined> =>
      (await warehouse.checks.bills(streams))[0]?.state;
    const load = async (cost: string, now: number): Promise<string | undefined> => {
      const regions = { SummaryOverview: [{ RegionId: "1", TotalCost: cost }] };
      await loadAnswers(warehouse, sliceOf(byRegion), [regions], now);
      return await state();
    };
    const first = await load("1", NIGHT);
    expect(await load("1", NIGHT + 1000)).toBe(first);
    const changed = await load("1.0", NIGHT + 2000);
    expect(changed).not.toBe(first);
    await loadAnswers(warehouse, sliceOf(lines), [billLines(billLine())], NIGHT + 3000);
    const joined = await state();
    expect(joined).not.toBe(changed);
    const claim = await claimed(warehouse, await beginRun(warehouse), sliceOf(lines));
    const failure = { status: "failed", code: "X", message: "x", requestId: undefined } as const;
    await warehouse.slices.fail(claim, failure, NIGHT);
    expect(await state()).not.toBe(joined);
    const [measured] = await warehouse.checks.measure([], [main]);
    expect(measured?.state).not.toBe(joined);
  });
});

describe("results of checks", () => {
  const CHECKS = ["R1"];
  const stored = `select uin, check_id, member, left_amount, difference, verdict, checked_at
    from billing_ops.reconciliation order by 1, 2, 3`;

  test("keep their digits, and replace those of the same bills and checks and no others", async () => {
    await using database = await freshDatabase();
    await using warehouse = openTestWarehouse(database, []);
    const one = checkResult();
    const two = checkResult({
      uin: "2",
      rightAmount: null,
      difference: null,
      verdict: "not_comparable",
    });
    const another = checkResult({ checkId: "watch" });
    await warehouse.checks.replace(
      [
        { bill: one, results: [one, checkResult({ member: "gone next time" })], seal: "s1" },
        { bill: two, results: [two], seal: null },
      ],
      { checkIds: CHECKS, now: NIGHT },
    );
    await warehouse.checks.replace([{ bill: one, results: [another] }], {
      checkIds: ["watch"],
      now: NIGHT,
    });
    const changed = checkResult({ leftAmount: "1.20", difference: "0.10", verdict: "mismatch" });
    await warehouse.checks.replace([{ bill: one, results: [changed], seal: "s2" }], {
      checkIds: CHECKS,
      now: NIGHT + 1000,
    });
    expect(await readText(database.pool, stored)).toEqual([
      {
        uin: "1",
        check_id: "R1",
        member: "",
        left_amount: "1.20",
        difference: "0.10",
        verdict: "mismatch",
        checked_at: "2026-11-10 01:30:01+00",
      },
      expect.objectContaining({ uin: "1", check_id: "watch" }),
      {
        uin: "2",
        check_id: "R1",
        member: "",
        left_amount: "1.10",
        difference: null,
        verdict: "not_comparable",
        checked_at: "2026-11-10 01:30:00+00",
      },
    ]);
    expect(await warehouse.checks.results()).toEqual([changed, another, two]);
    expect(await warehouse.checks.results([two])).toEqual([two]);
    expect(await warehouse.checks.results([])).toEqual([]);
  });

  test("seal their bill until it is checked anew, and results without a seal leave it", async () => {
    await using database = await freshDatabase();
    await using warehouse = openTestWarehouse(database, [byRegion]);
    await loadAnswers(warehouse, sliceOf(byRegion), [{}]);
    const bill = { account: "main", uin: "200000000001", billMonth: "2026-10-01" };
    const seals = async () => (await warehouse.checks.bills([byRegion.name]))[0]?.checked;
    const replace = async (seal?: string | null): Promise<void> => {
      const checked = seal === undefined ? { bill, results: [] } : { bill, results: [], seal };
      await warehouse.checks.replace([checked], { checkIds: CHECKS, now: NIGHT });
    };
    expect(await seals()).toBeUndefined();
    await replace("s1");
    expect(await seals()).toEqual({ seal: "s1", at: NIGHT });
    await replace();
    expect(await seals()).toEqual({ seal: "s1", at: NIGHT });
    await replace(null);
    expect(await seals()).toBeUndefined();
  });

  test("are stored by two runs at once, in whatever order, and in any number", async () => {
    await using database = await freshDatabase();
    await using here = openTestWarehouse(database, []);
    await using other = database.openAgain();
    await using there = openTestWarehouse(other, []);
    const checked = Array.from({ length: 6000 }, (_, index) => {
      const result = checkResult({ uin: `${index}` });
      return { bill: result, results: [result], seal: "s" };
    });
    for (let round = 0; round < 3; round += 1) {
      await Promise.all([
        here.checks.replace(checked, { checkIds: CHECKS, now: NIGHT }),
        there.checks.replace(checked.toReversed(), { checkIds: CHECKS, now: NIGHT }),
      ]);
    }
    expect(await here.checks.results()).toHaveLength(6000);
  });
});
