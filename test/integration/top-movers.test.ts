import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type FreshDatabase, freshDatabase } from "../support/fresh-database.ts";
import { readText } from "../support/read-table.ts";
import { type SeededLine, seedLines } from "../support/seed-lines.ts";

let database: FreshDatabase;
beforeAll(async () => {
  database = await freshDatabase();
});
afterAll(async () => {
  await database[Symbol.asyncDispose]();
});
beforeEach(async () => {
  await database.pool.query(
    `truncate billing.bill_detail, billing_ops.slice, billing_ops.cost_by_month,
       billing_ops.cost_by_day, billing_ops.cost_by_tags`,
  );
});

const OWN = { account: "own", perspective: "customer", lines: [{ total_cost: "9" }] } as const;

const onDays = (first: string | null | undefined, days: number): readonly SeededLine[] =>
  Array.from({ length: days }, (_, index) => ({
    total_cost: "1",
    transaction_time: `${first?.slice(0, 8)}${String(index + 1).padStart(2, "0")}T12:00:00+08:00`,
  }));

describe("top movers", () => {
  const MOVERS = `select product, previous_cost, cost, change, change_percent, compared_until
    from billing_mart.top_movers where bill_month = $1 order by abs(change) desc nulls last`;

  test("hold a month that is over against the whole month before", async () => {
    await seedLines(database.pool, {
      billMonth: "2026-08-01",
      lines: [{ total_cost: "10" }, { total_cost: "5", product_name: "COS" }],
    });
    await seedLines(database.pool, {
      billMonth: "2026-09-01",
      lines: [{ total_cost: "4" }, { total_cost: "1", product_name: "CLB" }],
    });
    const until = { compared_until: "2026-08-31" };
    expect(await readText(database.pool, MOVERS, ["2026-09-01"])).toEqual([
      {
        product: "Cloud Virtual Machine",
        previous_cost: "10",
        cost: "4",
        change: "-6",
        change_percent: "-60.0",
        ...until,
      },
      {
        product: "COS",
        previous_cost: "5",
        cost: "0",
        change: "-5",
        change_percent: "-100.0",
        ...until,
      },
      {
        product: "CLB",
        previous_cost: "0",
        cost: "1",
        change: "1",
        change_percent: null,
        ...until,
      },
    ]);
  });

  test("know nothing of a month before that is not loaded", async () => {
    await seedLines(database.pool, { billMonth: "2026-09-01", lines: [{ total_cost: "4" }] });
    expect(await readText(database.pool, MOVERS, ["2026-09-01"])).toMatchObject([
      { previous_cost: null, cost: "4", change: null, change_percent: null },
    ]);
    expect(await readText(database.pool, MOVERS, ["2026-10-01"])).toEqual([]);
  });

  const RUNNING = `
    select date_trunc('month', t)::date as month, (date_trunc('month', t) - interval '1 month')::date as before,
      extract(day from t)::int as day, extract(day from date_trunc('month', t) - interval '1 day')::int as days_before
    from (select now() at time zone 'Asia/Shanghai' as t) now_`;

  test("hold the whole days of the running month against the same days of the month before", async () => {
    const [{ month, before, day, days_before: daysBefore } = {}] = await readText(
      database.pool,
      RUNNING,
    );
    const wholeDays = Number(day) - 1;
    const until = Math.min(wholeDays, Number(daysBefore));
    await seedLines(database.pool, {
      billMonth: before ?? "",
      lines: onDays(before, Number(daysBefore)),
    });
    await seedLines(database.pool, {
      billMonth: month ?? "",
      lines: onDays(month, Number(day)),
      lastSuccessAt: new Date().toISOString(),
    });
    const [row] = await readText(
      database.pool,
      `select previous_cost, cost, compared_cost, change, compared_until - $2::date + 1 as days
       from billing_mart.top_movers where bill_month = $1`,
      [month, before],
    );
    expect(row).toEqual(
      wholeDays === 0
        ? { previous_cost: null, cost: "1", compared_cost: "0", change: null, days: null }
        : {
            previous_cost: String(until),
            cost: String(day),
            compared_cost: String(wholeDays),
            change: String(wholeDays - until),
            days: String(until),
          },
    );
  });

  test("compare nothing of a running month that was last loaded before it had a whole day", async () => {
    const [{ month, before } = {}] = await readText(database.pool, RUNNING);
    await seedLines(database.pool, { billMonth: before ?? "", lines: [{ total_cost: "10" }] });
    await seedLines(database.pool, {
      billMonth: month ?? "",
      lines: [{ total_cost: "1" }],
      lastSuccessAt: `${month}T01:00:00+08:00`,
    });
    expect(await readText(database.pool, MOVERS, [month])).toMatchObject([
      { previous_cost: null, cost: "1", change: null, compared_until: null },
    ]);
  });

  test("compare the same perspective of both months", async () => {
    await seedLines(database.pool, { ...OWN, billMonth: "2026-08-01" });
    await seedLines(database.pool, { ...OWN, billMonth: "2026-09-01" });
    await seedLines(database.pool, { billMonth: "2026-09-01", lines: [{ total_cost: "10" }] });
    expect(await readText(database.pool, MOVERS, ["2026-09-01"])).toMatchObject([
      { previous_cost: null, cost: "10" },
    ]);
  });
});
