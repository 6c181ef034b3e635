import { expect, test } from "vitest";
import { CLOSED_MONTH_RESTATED } from "../../src/domain/month-state.ts";
import type { CheckResult } from "../../src/domain/reconciliation.ts";
import { freshDatabase } from "../support/fresh-database.ts";
import { readText } from "../support/read-table.ts";
import { BILL, CLOSING, withClosedBill } from "../support/steady-bill.ts";

function watchResult(change: Partial<CheckResult> = {}): CheckResult {
  return {
    ...BILL,
    checkId: CLOSED_MONTH_RESTATED,
    leftSource: "billing_ops.month_total",
    rightSource: "partner_bill_total",
    dimension: "",
    member: "",
    unit: "amount",
    leftAmount: "1.10",
    rightAmount: "1.2",
    difference: "-0.10",
    verdict: "mismatch",
    ...change,
  };
}

const VERDICT = "select verdict, right_amount from billing_ops.reconciliation";

test("a closed bill has its frozen total, and when it was compared", async () => {
  await using database = await freshDatabase();
  await using warehouse = await withClosedBill(database);
  const { months } = warehouse;
  const [total] = await readText(
    database.pool,
    "select total_cost as amount from billing.partner_bill_total",
  );
  const closedAt = CLOSING.now;
  const frozen = { ...BILL, ...total, stream: "partner_bill_total", closedAt };
  expect(await months.frozenTotals({})).toEqual([
    { ...frozen, watchedAt: undefined, isRestated: false },
  ]);
  const watchedAt = closedAt + 1000;
  await months.noteWatched([watchResult()], watchedAt);
  expect(await months.frozenTotals({})).toEqual([{ ...frozen, watchedAt, isRestated: true }]);
  expect(await months.frozenTotals({ accounts: ["other"] })).toEqual([]);
});

test("a restatement stands until the bill comes to the frozen total again", async () => {
  await using database = await freshDatabase();
  await using warehouse = await withClosedBill(database);
  const { months } = warehouse;
  const { now } = CLOSING;
  await months.noteWatched([watchResult()], now);
  expect(await months.restated({})).toEqual([watchResult()]);
  expect(await months.restated({ uins: ["1"] })).toEqual([]);
  const same = { rightAmount: "1.10", difference: "0.00", verdict: "match" } as const;
  await months.noteWatched([watchResult(same)], now);
  expect(await months.restated({})).toEqual([]);
  expect(await readText(database.pool, VERDICT)).toEqual([
    { verdict: "match", right_amount: "1.10" },
  ]);
});

test("not being able to ask settles no restatement", async () => {
  await using database = await freshDatabase();
  await using warehouse = await withClosedBill(database);
  const { months } = warehouse;
  await months.noteWatched([watchResult()], CLOSING.now);
  const unknown = { rightAmount: null, difference: null, verdict: "not_comparable" } as const;
  await months.noteWatched([watchResult(unknown)], CLOSING.now);
  expect(await months.restated({})).toEqual([watchResult()]);
});

test("opening the bill again settles it, and nothing is noted of a bill that is not closed", async () => {
  await using database = await freshDatabase();
  await using warehouse = await withClosedBill(database);
  const { months } = warehouse;
  await months.noteWatched([watchResult()], CLOSING.now);
  await months.reopen([BILL], { ...CLOSING, reason: "why not" });
  expect(await months.restated({})).toEqual([]);
  await months.noteWatched([watchResult()], CLOSING.now);
  expect(await readText(database.pool, VERDICT)).toEqual([]);
  expect(await readText(database.pool, "select watched_at from billing_ops.month_state")).toEqual([
    { watched_at: null },
  ]);
});
