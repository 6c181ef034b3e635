import * as fc from "fast-check";
import type { Pool } from "pg";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { stream } from "../../src/source/tencent/streams/partner-bill-detail.ts";
import { migrateDown, migrateToLatest } from "../../src/warehouse/postgres/migrate-schema.ts";
import { billLine, billLines } from "../support/bill-line.ts";
import { type FreshDatabase, freshDatabase } from "../support/fresh-database.ts";
import { linesArbitrary } from "../support/line-arbitrary.ts";
import { loadAnswers } from "../support/load-answers.ts";
import { openTestWarehouse } from "../support/open-test-warehouse.ts";
import { readText } from "../support/read-table.ts";
import { seedLines } from "../support/seed-lines.ts";
import { sliceOf } from "../support/slice-of.ts";

const ROLLUPS = ["cost_by_month", "cost_by_day", "cost_by_tags"];

let database: FreshDatabase;
beforeAll(async () => {
  database = await freshDatabase();
});
afterAll(async () => {
  await database[Symbol.asyncDispose]();
});
beforeEach(async () => {
  await database.pool.query(
    `truncate billing.bill_detail, billing_ops.slice, ${ROLLUPS.map((name) => `billing_ops.${name}`).join(", ")}`,
  );
});

async function readRollups(pool: Pool): Promise<unknown> {
  return await Promise.all(
    ROLLUPS.map(
      async (name) => await readText(pool, `select * from billing_ops.${name} r order by r::text`),
    ),
  );
}

async function rebuild(pool: Pool): Promise<void> {
  await pool.query(`truncate ${ROLLUPS.map((name) => `billing_ops.${name}`).join(", ")}`);
  await pool.query(
    `select billing_ops.roll_up_bill_lines(account, customer_uin, bill_month, source_action)
     from (select distinct account, customer_uin, bill_month, source_action from billing.bill_detail) s`,
  );
}

describe("what is added up of a bill's lines", () => {
  test("is after any loads what adding them up anew would give", async () => {
    await using warehouse = openTestWarehouse(database, [stream]);
    const slice = sliceOf(stream);
    await fc.assert(
      fc.asyncProperty(
        fc.array(linesArbitrary("some ids"), { minLength: 1, maxLength: 3 }),
        async (nights) => {
          for (const lines of nights) {
            await loadAnswers(warehouse, slice, [billLines(...lines)]);
          }
          const kept = await readRollups(database.pool);
          await rebuild(database.pool);
          expect(kept).toEqual(await readRollups(database.pool));
        },
      ),
      { numRuns: 15 },
    );
  });

  test("is written in the load's own transaction, and not at all by a load that changed nothing", async () => {
    await using warehouse = openTestWarehouse(database, [stream]);
    const night = [billLines(billLine({ Id: "1" }), billLine({ Id: "2" }))];
    await loadAnswers(warehouse, sliceOf(stream), night);
    const lines = await readText(database.pool, "select distinct xmin from billing.bill_detail");
    const written = "select distinct xmin from billing_ops.cost_by_day";
    const sums = await readText(database.pool, written);
    expect(sums).toEqual(lines);
    await loadAnswers(warehouse, sliceOf(stream), night);
    expect(await readText(database.pool, written)).toEqual(sums);
  });

  test("goes with the lines of a bill that became empty", async () => {
    await using warehouse = openTestWarehouse(database, [stream]);
    await loadAnswers(warehouse, sliceOf(stream), [billLines(billLine())]);
    await loadAnswers(warehouse, sliceOf(stream), [billLines()]);
    expect(await readRollups(database.pool)).toEqual([[], [], []]);
  });

  test("is there after an upgrade for the bills that were loaded before", async () => {
    await using other = await freshDatabase();
    await seedLines(other.pool, {
      lines: [{ total_cost: "1.5" }, { total_cost: "2.25", tags: [{ TagKey: "a" }] }],
    });
    const before = await readRollups(other.pool);
    const undone = new Set<string>();
    while (!undone.has("0020-cost-rollups")) {
      const [step] = await migrateDown(other.db);
      undone.add(step?.name ?? "");
    }
    await migrateToLatest(other.db);
    expect(await readRollups(other.pool)).toEqual(before);
    expect(before).not.toEqual([[], [], []]);
  });
});

const decimal = fc
  .tuple(fc.bigInt({ min: -(10n ** 15n), max: 10n ** 15n }), fc.integer({ min: 0, max: 12 }))
  .map(([digits, scale]) => `${digits}e-${scale}`);

describe("a cost that is spread over its days of use", () => {
  test("adds up to the cost exactly, one share a day, whatever the amount and the span", async () => {
    await fc.assert(
      fc.asyncProperty(decimal, fc.integer({ min: 1, max: 400 }), async (amount, days) => {
        await database.pool.query("truncate billing.bill_detail, billing_ops.slice");
        const from = Date.parse("2026-10-05T02:00:00Z");
        await seedLines(database.pool, {
          lines: [
            {
              total_cost: amount,
              usage_start_time: new Date(from).toISOString(),
              usage_end_time: new Date(from + (days - 1) * 86_400_000 + 60_000).toISOString(),
            },
          ],
        });
        const [sums] = await readText(
          database.pool,
          `select sum(amortised_cost) = sum(cost) as is_exact, sum(cost) = $1::numeric as is_whole,
             count(*) filter (where day >= '2026-10-05') as days,
             max(amortised_cost) - min(amortised_cost) filter (where day >= '2026-10-05') <= 0.00000002 as is_even
           from billing_mart.daily_cost`,
          [amount],
        );
        expect(sums).toMatchObject({ is_exact: "t", is_whole: "t", days: String(days) });
      }),
      { numRuns: 25 },
    );
  });

  test.each([
    ["ends at the last second of a day", "2026-10-03T23:59:59+08:00", "2026-10-03"],
    ["ends at midnight, which it does not include", "2026-10-04T00:00:00+08:00", "2026-10-03"],
    ["has no end", null, "2026-10-01"],
    ["ends before it begins", "2026-09-01T00:00:00+08:00", "2026-10-01"],
    ["claims to last for a thousand years", "3026-10-01T00:00:00+08:00", "2026-10-01"],
  ])("that %s has its last share on the right day", async (_, end, lastDay) => {
    await seedLines(database.pool, {
      lines: [
        { total_cost: "3", usage_start_time: "2026-10-01T00:00:00+08:00", usage_end_time: end },
      ],
    });
    expect(
      await readText(
        database.pool,
        "select max(day) as day, sum(amortised_cost) as cost from billing_mart.daily_cost where amortised_cost <> 0",
      ),
    ).toEqual([{ day: lastDay, cost: expect.stringMatching(/^3(\.0+)?$/) }]);
  });

  test("without any time is of the bill month's first day", async () => {
    const line = {
      total_cost: "7",
      transaction_time: null,
      usage_start_time: null,
      usage_end_time: null,
    };
    await seedLines(database.pool, { lines: [line] });
    expect(
      await readText(
        database.pool,
        "select day, cost, amortised_cost from billing_mart.daily_cost",
      ),
    ).toEqual([{ day: "2026-10-01", cost: "7", amortised_cost: "7" }]);
  });

  test("is of the day in UTC+8, whatever the session says", async () => {
    await seedLines(database.pool, {
      lines: [
        {
          total_cost: "7",
          transaction_time: "2026-10-09T16:30:00Z",
          usage_start_time: "2026-10-09T16:00:00Z",
          usage_end_time: "2026-10-09T16:59:59Z",
        },
      ],
    });
    await using elsewhere = database.openAgain();
    await elsewhere.pool.query("set timezone = 'America/New_York'");
    expect(await readText(elsewhere.pool, "select day from billing_mart.daily_cost")).toEqual([
      { day: "2026-10-10" },
    ]);
  });
});
