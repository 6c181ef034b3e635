import { describe, expect, test } from "vitest";
import { freshDatabase } from "../support/fresh-database.ts";
import { readText } from "../support/read-table.ts";
import { type SeededSlice, seedSlices } from "./seed-slices.ts";

const HOUR_MS = 3_600_000;
/** In Shanghai it is 09:30 on the 10th of November. */
const NOW = Date.parse("2026-11-10T01:30:00Z");

const ago = (hours: number): string => new Date(NOW - hours * HOUR_MS).toISOString();

async function openBench() {
  const stack = new AsyncDisposableStack();
  const database = stack.use(await freshDatabase());
  const { pool } = database;
  return {
    pool,
    seed: async (...slices: readonly SeededSlice[]): Promise<void> =>
      await seedSlices(pool, slices),
    /** Who should be loaded with what: a partner with customers, or an account of its own. */
    configure: async (
      account: string,
      { slicing = "customer-month", customers = [] as readonly string[], openMonths = 2 } = {},
    ): Promise<void> => {
      const stream = `s-${slicing}`;
      await pool.query(
        `insert into billing_ops.stream values ($1, 'partner', $2, 'x', 'Y', 't', 'replace')
         on conflict do nothing`,
        [stream, slicing],
      );
      await pool.query(
        "insert into billing.account (account, uin, roles, loaded_at) values ($1, '9', '{partner}', $2)",
        [account, ago(1)],
      );
      await pool.query("insert into billing_ops.account_stream values ($1, $2, $3)", [
        account,
        stream,
        openMonths,
      ]);
      await pool.query(
        `insert into billing.customer (account, customer_uin, first_seen_at, last_seen_at, run_id, loaded_at)
         select $1, uin, now(), now(), 1, now() from unnest($2::text[]) uin`,
        [account, customers],
      );
    },
    month: async (uin: string, billMonth: string, state: string): Promise<void> => {
      await pool.query(
        `insert into billing_ops.month_state (account, uin, bill_month, state, since)
         values ('main', $1, $2, $3, now())`,
        [uin, billMonth, state],
      );
    },
    /** What is said of each slice at an instant, `account uin month state`. */
    coverage: async (at = NOW): Promise<readonly string[]> => {
      const rows = await readText(
        pool,
        `select concat_ws(' ', account, uin, to_char(bill_month, 'YYYY-MM'), state) as said
         from billing_ops.coverage_at($1) order by 1`,
        [new Date(at).toISOString()],
      );
      return rows.map(({ said }) => said ?? "");
    },
    [Symbol.asyncDispose]: async () => await stack.disposeAsync(),
  };
}

describe("a slice that runs know is", () => {
  test.each<[string, string, SeededSlice]>([
    ["fresh, loaded a night ago", "fresh", { lastSuccessAt: ago(24) }],
    ["fresh, empty or not", "fresh", { status: "empty", lastSuccessAt: ago(1) }],
    ["late after 36 hours in an open month", "late", { lastSuccessAt: ago(37) }],
    [
      "late in an earlier month that was loaded before it was settled",
      "late",
      { billMonth: "2026-09-01", lastSuccessAt: "2026-10-06T15:59:00Z" },
    ],
    [
      "fresh in an earlier month that was loaded since it was settled, however long ago",
      "fresh",
      { billMonth: "2026-08-01", lastSuccessAt: "2026-09-06T16:01:00Z" },
    ],
    ["failed, loaded before or not", "failed", { status: "failed", lastSuccessAt: ago(1) }],
    ["not ready", "not_ready", { status: "not_ready", lastSuccessAt: null }],
    ["forbidden", "forbidden", { status: "forbidden", lastSuccessAt: null }],
    ["never loaded while it waits", "never_loaded", { status: "pending", lastSuccessAt: null }],
    [
      "late without a month when the list was not read for 36 hours",
      "late",
      { billMonth: "0001-01-01", lastSuccessAt: ago(37) },
    ],
  ])("%s", async (_rule, state, slice) => {
    await using bench = await openBench();
    await bench.seed({ uin: "1", ...slice });
    expect((await bench.coverage())[0]).toMatch(new RegExp(` ${state}$`));
  });

  test("closed with its month, unless nobody may read it", async () => {
    await using bench = await openBench();
    const old = { billMonth: "2026-08-01", lastSuccessAt: "2026-08-30T00:00:00Z" };
    await bench.seed(
      { uin: "1", ...old },
      { uin: "2", ...old, status: "failed" },
      { uin: "3", ...old, status: "forbidden", lastSuccessAt: null },
    );
    for (const uin of ["1", "2", "3"]) {
      await bench.month(uin, "2026-08-01", "closed");
    }
    expect(await bench.coverage()).toEqual([
      "main 1 2026-08 closed",
      "main 2 2026-08 closed",
      "main 3 2026-08 forbidden",
    ]);
  });

  test("late again in a reopened month that no run has looked at", async () => {
    await using bench = await openBench();
    await bench.seed({ uin: "1", billMonth: "2026-06-01", lastSuccessAt: "2026-09-01T00:00:00Z" });
    expect(await bench.coverage()).toEqual(["main 1 2026-06 fresh"]);
    await bench.month("1", "2026-06-01", "reopened");
    expect(await bench.coverage()).toEqual(["main 1 2026-06 late"]);
  });

  test("late by the configured number of open months", async () => {
    await using bench = await openBench();
    const settled = { billMonth: "2026-09-01", lastSuccessAt: "2026-10-30T00:00:00Z" };
    const stream = "s-customer-month";
    await bench.seed({ uin: "1", stream, ...settled });
    expect(await bench.coverage()).toEqual(["main 1 2026-09 fresh"]);
    await bench.configure("main", { openMonths: 3 });
    expect(await bench.coverage()).toEqual(["main 1 2026-09 late"]);
  });
});

describe("a slice that no run ever registered is missing", () => {
  test("for every customer on the list, in the open months", async () => {
    await using bench = await openBench();
    await bench.configure("main", { customers: ["1", "2", "3"] });
    await bench.pool.query(
      "update billing.customer set unbound_at = now() where customer_uin = '3'",
    );
    await bench.seed({ stream: "s-customer-month", uin: "1", billMonth: "2026-11-01" });
    expect(await bench.coverage()).toEqual([
      "main 1 2026-10 never_loaded",
      "main 1 2026-11 fresh",
      "main 2 2026-10 never_loaded",
      "main 2 2026-11 never_loaded",
    ]);
  });

  test("for the account's own UIN, and once for a list", async () => {
    await using bench = await openBench();
    await bench.configure("own", { slicing: "own-month", openMonths: 1 });
    await bench.configure("list", { slicing: "account" });
    expect(await bench.coverage()).toEqual([
      "list  0001-01 never_loaded",
      "own 9 2026-11 never_loaded",
    ]);
  });

  test("not in a month that began less than 36 hours ago, by the calendar of UTC+8", async () => {
    await using bench = await openBench();
    await bench.configure("main", { customers: ["1"], openMonths: 1 });
    // November began at 16:00 UTC on the 31st of October.
    expect(await bench.coverage(Date.parse("2026-11-02T03:59:59Z"))).toEqual([]);
    expect(await bench.coverage(Date.parse("2026-11-02T04:00:00Z"))).toEqual([
      "main 1 2026-11 never_loaded",
    ]);
  });

  test("not in a closed month", async () => {
    await using bench = await openBench();
    await bench.configure("main", { customers: ["1"] });
    await bench.month("1", "2026-10-01", "closed");
    expect(await bench.coverage()).toEqual(["main 1 2026-11 never_loaded"]);
  });

  test("not of an account that was taken out while others run on", async () => {
    await using bench = await openBench();
    await bench.configure("gone", { customers: ["1"] });
    await bench.configure("main", { customers: ["2"], openMonths: 1 });
    await bench.pool.query("update billing.account set loaded_at = $1 where account = 'gone'", [
      ago(8 * 24),
    ]);
    expect(await bench.coverage()).toEqual(["main 2 2026-11 never_loaded"]);
  });
});

test("the view says it as of now, with the customer's name and without the day that stands for no month", async () => {
  await using bench = await openBench();
  await bench.configure("main", { customers: ["1"] });
  await bench.pool.query("update billing.customer set name = 'Acme Ltd'");
  const justNow = new Date(Date.now() - HOUR_MS).toISOString();
  await bench.seed(
    { uin: "1", billMonth: "2000-01-01", amount: "1.10", lastSuccessAt: justNow },
    { uin: "", stream: "customer", billMonth: "0001-01-01", lastSuccessAt: justNow },
  );
  const rows = await readText(
    bench.pool,
    `select uin, customer_name, bill_month, state, amount, age between interval '1 hour' and interval '2 hours' as is_recent
     from billing_mart.coverage where state = 'fresh' order by uin`,
  );
  expect(rows).toEqual([
    {
      uin: "",
      customer_name: null,
      bill_month: null,
      state: "fresh",
      amount: null,
      is_recent: "t",
    },
    {
      uin: "1",
      customer_name: "Acme Ltd",
      bill_month: "2000-01-01",
      state: "fresh",
      amount: "1.10",
      is_recent: "t",
    },
  ]);
});

test("after how long an open month is late can be changed in one place, for the view and the command alike", async () => {
  await using bench = await openBench();
  await bench.seed({ uin: "1", lastSuccessAt: ago(37) });
  await bench.pool.query(`create or replace function billing_ops.late_after() returns interval
    language sql immutable parallel safe return interval '48 hours'`);
  expect(await bench.coverage()).toEqual(["main 1 2026-10 fresh"]);
});
