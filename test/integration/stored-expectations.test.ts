import { expect, test } from "vitest";
import { stream as listStream } from "../../src/source/tencent/streams/customer.ts";
import { stream as payModeStream } from "../../src/source/tencent/streams/partner-bill-by-pay-mode.ts";
import { freshDatabase } from "../support/fresh-database.ts";
import { beginRun } from "../support/load-answers.ts";
import { openTestWarehouse } from "../support/open-test-warehouse.ts";
import { readRows, readText } from "../support/read-table.ts";

test("a run stores the streams there are, keeps those of other versions, and writes nothing it knows", async () => {
  await using database = await freshDatabase();
  await database.pool.query(
    "insert into billing_ops.stream values ('old', 'partner', 'account', 'x', 'Y', 'customer', 'roster')",
  );
  for (const streams of [[listStream], [listStream, payModeStream]]) {
    await using warehouse = openTestWarehouse(database, streams);
    await beginRun(warehouse);
  }
  const stored = await readRows(database.pool, "billing_ops.stream");
  expect(stored.map(({ in_table: _table, ctid: _ctid, xmin: _xmin, ...row }) => row)).toEqual([
    expect.objectContaining({ name: "old" }),
    {
      name: "customer",
      role: "partner",
      slicing: "account",
      service: "intlpartnersmgt",
      action: "DescribeCustomerUin",
      main_table: "customer",
      write_mode: "roster",
    },
    expect.objectContaining({
      name: "partner_bill_by_pay_mode",
      slicing: "customer-month",
      main_table: "partner_bill_by_pay_mode",
      write_mode: "replace",
    }),
  ]);
  await using again = openTestWarehouse(database, [listStream, payModeStream]);
  await beginRun(again);
  expect(await readRows(database.pool, "billing_ops.stream")).toEqual(stored);
});

test("what an account is to be loaded with replaces what it was, and leaves other accounts alone", async () => {
  await using database = await freshDatabase();
  await using warehouse = openTestWarehouse(database, [listStream]);
  const save = async (account: string, streams: readonly string[], openMonths: number) =>
    await warehouse.accounts.saveExpected(
      [account],
      streams.map((stream) => ({ account, stream })),
      openMonths,
    );
  await save("main", ["a", "b"], 2);
  await save("other", ["a"], 2);
  await save("main", ["b", "c"], 3);
  const read = async () =>
    await readText(
      database.pool,
      "select account, stream, open_months from billing_ops.account_stream order by 1, 2",
    );
  expect(await read()).toEqual([
    { account: "main", stream: "b", open_months: "3" },
    { account: "main", stream: "c", open_months: "3" },
    { account: "other", stream: "a", open_months: "2" },
  ]);
  const before = await readRows(database.pool, "billing_ops.account_stream");
  await save("main", ["b", "c"], 3);
  expect(await readRows(database.pool, "billing_ops.account_stream")).toEqual(before);
});
