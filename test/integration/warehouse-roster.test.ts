import { describe, expect, test } from "vitest";
import type { JsonObject } from "../../src/domain/json.ts";
import { stream as infoStream } from "../../src/source/tencent/streams/customer-info.ts";
import { stream as listStream } from "../../src/source/tencent/streams/customer.ts";
import { freshDatabase } from "../support/fresh-database.ts";
import { loadAnswers, NIGHT } from "../support/load-answers.ts";
import { openTestWarehouse } from "../support/open-test-warehouse.ts";
import { readText } from "../support/read-table.ts";
import { sliceOf } from "../support/slice-of.ts";

const DAY_MS = 86_400_000;
const LIST = sliceOf(listStream);
const INFO = sliceOf(infoStream);
const listOf = (...uins: readonly string[]): JsonObject => ({
  Data: uins.map((CustomerUin) => ({ CustomerUin })),
});

const info = (CustomerUin: string, Name: string, more: JsonObject = {}): JsonObject => ({
  Data: [{ CustomerUin, Name, BindTime: "2026-01-01 08:00:00", ...more }],
});

async function openRoster() {
  const stack = new AsyncDisposableStack();
  const database = stack.use(await freshDatabase());
  const warehouse = stack.use(openTestWarehouse(database, [listStream, infoStream]));
  return {
    warehouse,
    pool: database.pool,
    loadList: async (night: number, ...uins: readonly string[]) =>
      await loadAnswers(warehouse, LIST, [listOf(...uins)], NIGHT + night * DAY_MS),
    members: async () =>
      await readText(
        database.pool,
        `select customer_uin as uin, first_seen_at::date - '2026-11-10' as first_seen,
           last_seen_at::date - '2026-11-10' as last_seen, unbound_at::date - '2026-11-10' as unbound,
           loaded_at::date - '2026-11-10' as loaded
         from billing.customer order by customer_uin`,
      ),
    journal: async () =>
      await readText(
        database.pool,
        `select row_key ->> 'customer_uin' as uin, change, changed_fields
         from billing_ops.bill_change order by run_id, change, 1`,
      ),
    [Symbol.asyncDispose]: async () => await stack.disposeAsync(),
  };
}

const nobody = { first_seen: "0", last_seen: "0", unbound: null, loaded: "0" };

describe("the list of customers", () => {
  test("adds whom it shows, trims their UINs, and takes one that it shows twice for one", async () => {
    await using roster = await openRoster();
    const result = await roster.loadList(0, " 1 ", "2", "2", "");
    expect(result).toMatchObject({ rowsAdded: 2, rowsChanged: 0, rowsRemoved: 0 });
    expect(await roster.members()).toEqual([
      { uin: "1", ...nobody },
      { uin: "2", ...nobody },
    ]);
    expect(await roster.journal()).toEqual([]);
  });

  test("never loses anyone: who is missing is unbound, who comes back is bound again", async () => {
    await using roster = await openRoster();
    await roster.loadList(0, "1", "2");
    expect(await roster.loadList(1, "2", "3")).toMatchObject({
      rowsAdded: 1,
      rowsChanged: 1,
      rowsRemoved: 0,
    });
    expect(await roster.members()).toEqual([
      { uin: "1", ...nobody, unbound: "1", loaded: "1" },
      { uin: "2", ...nobody, last_seen: "1" },
      { uin: "3", first_seen: "1", last_seen: "1", unbound: null, loaded: "1" },
    ]);
    expect(await roster.warehouse.accounts.customers()).toEqual([
      { account: "main", uin: "1", unboundAt: NIGHT + DAY_MS },
      { account: "main", uin: "2", unboundAt: undefined },
      { account: "main", uin: "3", unboundAt: undefined },
    ]);

    // Who stays away was unbound on the day it was first missed.
    expect(await roster.loadList(2, "2", "3")).toMatchObject({ rowsAdded: 0, rowsChanged: 0 });
    expect(await roster.members()).toContainEqual({
      uin: "1",
      ...nobody,
      unbound: "1",
      loaded: "1",
    });

    expect(await roster.loadList(3, "1", "2", "3")).toMatchObject({ rowsAdded: 0, rowsChanged: 1 });
    expect(await roster.members()).toContainEqual({
      uin: "1",
      first_seen: "0",
      last_seen: "3",
      unbound: null,
      loaded: "3",
    });
    expect(await roster.journal()).toEqual([
      { uin: "3", change: "added", changed_fields: null },
      { uin: "1", change: "changed", changed_fields: "{unbound_at}" },
      { uin: "1", change: "changed", changed_fields: "{unbound_at}" },
    ]);
  });

  test("that is empty where customers were known is not believed", async () => {
    await using roster = await openRoster();
    expect(await roster.loadList(0)).toMatchObject({ status: "empty" });
    await roster.loadList(1, "1");
    const before = await roster.members();
    await expect(roster.loadList(2)).rejects.toMatchObject({
      name: "SliceError",
      failure: "failed",
      code: "EmptyList",
    });
    expect(await roster.members()).toEqual(before);
  });

  test("is each account's own", async () => {
    await using roster = await openRoster();
    await roster.loadList(0, "1");
    const other = sliceOf(listStream, { account: "other" });
    await loadAnswers(roster.warehouse, other, [listOf("1", "2")]);
    await loadAnswers(roster.warehouse, other, [listOf("2")]);
    const customers = await roster.warehouse.accounts.customers();
    expect(customers.map(({ account, uin, unboundAt }) => [account, uin, unboundAt])).toEqual([
      ["main", "1", undefined],
      ["other", "1", NIGHT],
      ["other", "2", undefined],
    ]);
  });
});

describe("what is known of customers", () => {
  test("fills in members of the list and nobody else, and leaves those it does not mention as they were", async () => {
    await using roster = await openRoster();
    await roster.loadList(0, "1", "2");
    const first = await loadAnswers(roster.warehouse, INFO, [
      info("1", "Acme\u00A0Ltd", { Email: "a@b", Shoe: "42" }),
      info("3", "Stranger"),
    ]);
    expect(first).toMatchObject({ rowsAdded: 0, rowsChanged: 1, rowsRemoved: 0 });
    await loadAnswers(roster.warehouse, INFO, [info("2", "Second")], NIGHT + DAY_MS);
    const rows = await readText(
      roster.pool,
      "select customer_uin, name, bind_time, info_extra, extra from billing.customer order by 1",
    );
    const bind_time = "2026-01-01 00:00:00+00";
    expect(rows).toEqual([
      {
        customer_uin: "1",
        name: "Acme\u00A0Ltd",
        bind_time,
        info_extra: '{"Shoe": "42"}',
        extra: null,
      },
      { customer_uin: "2", name: "Second", bind_time, info_extra: null, extra: null },
    ]);
  });

  test("survives the next list, and the list survives it", async () => {
    await using roster = await openRoster();
    await roster.loadList(0, "1");
    await loadAnswers(roster.warehouse, INFO, [info("1", "Acme")]);
    expect(await roster.loadList(1, "1")).toMatchObject({ rowsAdded: 0, rowsChanged: 0 });
    const again = await loadAnswers(roster.warehouse, INFO, [info("1", "Acme")], NIGHT + DAY_MS);
    expect(again).toMatchObject({ rowsChanged: 0 });
    const [row] = await readText(roster.pool, "select name, loaded_at::date from billing.customer");
    expect(row).toEqual({ name: "Acme", loaded_at: "2026-11-10" });
  });
});
