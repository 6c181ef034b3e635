import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import type { MonthFacts } from "../../src/domain/month-state.ts";
import type { Warehouse } from "../../src/domain/warehouse.ts";
import { freshDatabase } from "../support/fresh-database.ts";
import { beginRun, claimed } from "../support/load-answers.ts";
import { openTestWarehouse } from "../support/open-test-warehouse.ts";
import { startPostgresProxy } from "../support/postgres-proxy.ts";
import { readText } from "../support/read-table.ts";
import {
  BILL,
  BILL_STREAMS,
  CLOSING,
  loadBill,
  NIGHTS,
  slicesOfBill,
  withClosedBill,
} from "../support/steady-bill.ts";

async function factsOf(warehouse: Warehouse): Promise<readonly MonthFacts[]> {
  return await warehouse.months.facts({}, "2026-11");
}

const STATE = "select state, closed_by, waits_for from billing_ops.month_state";
const EVENTS = `select from_state, to_state, made_by, reason from billing_ops.month_event order by event_id`;

test("the facts of a bill are those of its slices and checks", async () => {
  await using database = await freshDatabase();
  await using warehouse = openTestWarehouse(database, BILL_STREAMS);
  await loadBill(warehouse);
  await warehouse.slices.register(slicesOfBill("200000000002"));
  const facts = await factsOf(warehouse);
  expect(facts).toMatchObject([{ ...BILL, state: "open", mismatches: [], checkedAt: undefined }]);
  expect(facts[0]?.slices.map(({ stream }) => stream)).toEqual(
    BILL_STREAMS.map(({ name }) => name).toSorted(),
  );
  for (const slice of facts[0]?.slices ?? []) {
    expect(slice).toMatchObject({
      status: "loaded",
      wasLoaded: true,
      lastChangedAt: NIGHTS[0],
      steadySince: NIGHTS[0],
      lastFullAt: NIGHTS[1],
      isClaimed: false,
    });
  }
});

test("facts are of months that are over, and of the bills that are asked for", async () => {
  await using database = await freshDatabase();
  await using warehouse = openTestWarehouse(database, BILL_STREAMS);
  await loadBill(warehouse, BILL.uin, NIGHTS.slice(0, 1));
  const { months } = warehouse;
  expect(await months.facts({}, "2026-10")).toEqual([]);
  expect(await months.facts({ accounts: ["other"] }, "2026-11")).toEqual([]);
  expect(await months.facts({ uins: ["1"] }, "2026-11")).toEqual([]);
  expect(await months.facts({ months: ["2026-09"] }, "2026-11")).toEqual([]);
  const all = { accounts: ["main"], uins: [BILL.uin], months: ["2026-10"] };
  expect(await months.facts(all, "2026-11")).toHaveLength(1);
});

describe("closing", () => {
  test("freezes what every table of every stream has, to the last digit", async () => {
    await using database = await freshDatabase();
    await using warehouse = await withClosedBill(database);
    expect(await warehouse.months.closed()).toEqual([BILL]);
    expect(await factsOf(warehouse)).toEqual([]);
    const frozen = await readText(
      database.pool,
      `select stream, table_name, amount, row_count, checksum from billing_ops.month_total
       join billing_ops.month_state on frozen_by = event_id order by stream, table_name`,
    );
    expect(frozen.map(({ stream, table_name: table }) => `${stream} ${table}`)).toEqual(
      BILL_STREAMS.flatMap(({ name, tables }) =>
        tables.map((table) => `${name} ${table.name}`),
      ).toSorted(),
    );
    for (const { table_name: table, amount, row_count: rowCount, checksum } of frozen) {
      const rows = await readText(
        database.pool,
        `select total_cost, replace(content_hash::text, '-', '') as hash,
           (select sum(total_cost) from billing.${table}) as sum from billing.${table}`,
      );
      const hashes = rows
        .map(({ hash }) => hash ?? "")
        .toSorted()
        .join("");
      expect({ amount, rowCount, checksum }).toEqual({
        amount: rows[0]?.["sum"],
        rowCount: String(rows.length),
        checksum: createHash("md5").update(Buffer.from(hashes, "hex")).digest("hex"),
      });
    }
    expect(await readText(database.pool, EVENTS)).toEqual([
      { from_state: "open", to_state: "closed", made_by: "run 7", reason: null },
    ]);
  });

  test("leaves a bill alone that a run has claimed, loaded or checked since", async () => {
    await using database = await freshDatabase();
    await using warehouse = openTestWarehouse(database, BILL_STREAMS);
    await loadBill(warehouse);
    const [total] = slicesOfBill();
    if (total === undefined) {
      throw new Error("there are streams");
    }
    const facts = await factsOf(warehouse);
    const run = await beginRun(warehouse, CLOSING.now);
    const claim = await claimed(warehouse, run, total, CLOSING.now);
    expect(await warehouse.months.close(facts, CLOSING)).toEqual([]);
    await warehouse.slices.release(claim);
    expect(await warehouse.months.close(facts, CLOSING)).toEqual([BILL]);
  });

  test("waits for nobody: a bill whose slice is locked is left alone", async () => {
    await using database = await freshDatabase();
    await using warehouse = openTestWarehouse(database, BILL_STREAMS);
    await loadBill(warehouse);
    const facts = await factsOf(warehouse);
    const client = await database.pool.connect();
    await client.query("begin");
    await client.query(
      "select from billing_ops.slice where stream = 'partner_bill_total' for update",
    );
    expect(await warehouse.months.close(facts, CLOSING)).toEqual([]);
    await client.query("rollback");
    client.release();
    expect(await warehouse.months.close(facts, CLOSING)).toEqual([BILL]);
  });

  test("leaves nothing to claim, not even for a run that planned it before", async () => {
    await using database = await freshDatabase();
    await using warehouse = openTestWarehouse(database, BILL_STREAMS);
    await loadBill(warehouse);
    const run = await beginRun(warehouse, CLOSING.now);
    await warehouse.months.close(await factsOf(warehouse), CLOSING);
    for (const slice of slicesOfBill()) {
      for (const again of [false, true]) {
        const answer = await warehouse.slices.claim(run, slice, CLOSING.now, again);
        expect(answer.kind).toBe("loaded");
      }
    }
    expect(
      await readText(database.pool, "select from billing_ops.slice where claimed_by is not null"),
    ).toEqual([]);
  });

  test("is done once where the answer to its commit was lost, and reported", async () => {
    await using database = await freshDatabase();
    await using proxy = await startPostgresProxy(database.url);
    await using warehouse = openTestWarehouse(database, BILL_STREAMS);
    await loadBill(warehouse);
    const facts = await factsOf(warehouse);
    await using far = database.openAgain({ patience: { patienceMs: 10_000 }, url: proxy.url });
    let commits = 0;
    proxy.onStatement((sql) => {
      commits += sql === "commit" ? 1 : 0;
      return sql === "commit" && commits === 1 ? "drop-after" : undefined;
    });
    const { months } = openTestWarehouse(far, BILL_STREAMS);
    expect(await months.close(facts, CLOSING)).toEqual([BILL]);
    expect(commits).toBe(2);
    expect(await readText(database.pool, EVENTS)).toHaveLength(1);
  });
});

describe("opening again", () => {
  const AGAIN = {
    ...CLOSING,
    by: "npm run reopen",
    reason: "credit note",
    now: CLOSING.now + 1000,
  };

  test("is noted with its reason, and makes every slice prove itself anew", async () => {
    await using database = await freshDatabase();
    await using warehouse = await withClosedBill(database);
    expect(await warehouse.months.reopen([BILL], AGAIN)).toEqual([BILL]);
    expect(await warehouse.months.closed()).toEqual([]);
    expect(await warehouse.months.reopened()).toEqual([BILL]);
    const facts = await factsOf(warehouse);
    expect(facts).toMatchObject([{ ...BILL, state: "reopened" }]);
    expect(facts[0]?.slices.map(({ steadySince }) => steadySince)).toEqual(
      BILL_STREAMS.map(() => undefined),
    );
    expect((await readText(database.pool, EVENTS))[1]).toEqual({
      from_state: "closed",
      to_state: "reopened",
      made_by: "npm run reopen",
      reason: "credit note",
    });
  });

  test("is for closed bills only", async () => {
    await using database = await freshDatabase();
    await using warehouse = await withClosedBill(database);
    expect(await warehouse.months.reopen([{ ...BILL, uin: "1" }], AGAIN)).toEqual([]);
    await warehouse.months.reopen([BILL], AGAIN);
    expect(await warehouse.months.reopen([BILL], AGAIN)).toEqual([]);
  });

  test("keeps what was frozen before, and what is frozen next beside it", async () => {
    await using database = await freshDatabase();
    await using warehouse = await withClosedBill(database);
    await warehouse.months.reopen([BILL], AGAIN);
    await warehouse.months.close(await factsOf(warehouse), {
      by: "run 9",
      now: CLOSING.now + 2000,
    });
    const totals = await readText(
      database.pool,
      `select count(*), count(distinct event_id) as closings, count(distinct (stream, table_name, checksum)) as different
       from billing_ops.month_total`,
    );
    const tables = BILL_STREAMS.flatMap((stream) => stream.tables).length;
    expect(totals).toEqual([
      { count: String(tables * 2), closings: "2", different: String(tables) },
    ]);
    expect(await readText(database.pool, STATE)).toMatchObject([
      { state: "closed", closed_by: "run 9" },
    ]);
  });
});

describe("what a bill waits for", () => {
  test("is noted once, with the state that it came into, and written only when it changes", async () => {
    await using database = await freshDatabase();
    await using warehouse = openTestWarehouse(database, BILL_STREAMS);
    const { months } = warehouse;
    const waiting = [{ ...BILL, waitsFor: ["mismatch: R1", 'a "quoted", {odd} one'] }];
    await months.noteWaiting(waiting, CLOSING);
    const written = "select xmin, * from billing_ops.month_state";
    const before = await readText(database.pool, written);
    await months.noteWaiting(waiting, { ...CLOSING, now: CLOSING.now + 1000 });
    expect(await readText(database.pool, written)).toEqual(before);
    await months.noteWaiting([{ ...BILL, waitsFor: ["mismatch: R3"] }], CLOSING);
    expect(await readText(database.pool, STATE)).toMatchObject([
      { state: "closing", waits_for: '{"mismatch: R3"}' },
    ]);
    expect(await readText(database.pool, EVENTS)).toEqual([
      {
        from_state: "open",
        to_state: "closing",
        made_by: "run 7",
        reason: 'mismatch: R1; a "quoted", {odd} one',
      },
    ]);
  });

  test("leaves a bill closed that was closed meanwhile, and one opened again as it is", async () => {
    await using database = await freshDatabase();
    await using warehouse = await withClosedBill(database);
    const waiting = [{ ...BILL, waitsFor: ["mismatch: R1"] }];
    await warehouse.months.noteWaiting(waiting, CLOSING);
    expect(await readText(database.pool, STATE)).toMatchObject([
      { state: "closed", waits_for: "{}" },
    ]);
    await warehouse.months.reopen([BILL], { ...CLOSING, reason: "why not" });
    await warehouse.months.noteWaiting(waiting, CLOSING);
    expect(await readText(database.pool, STATE)).toMatchObject([
      { state: "reopened", waits_for: '{"mismatch: R1"}' },
    ]);
  });
});

test("every bill that was ever loaded has a state", async () => {
  await using database = await freshDatabase();
  await using warehouse = await withClosedBill(database);
  await loadBill(warehouse, "200000000002", NIGHTS.slice(0, 1));
  expect(await warehouse.months.states({ months: ["2026-10"] })).toEqual([
    { ...BILL, state: "closed" },
    { ...BILL, uin: "200000000002", state: "open" },
  ]);
  expect(await warehouse.months.states({ uins: ["1"] })).toEqual([]);
});
