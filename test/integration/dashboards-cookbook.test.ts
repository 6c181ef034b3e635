import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { answerAt } from "../support/cookbook.ts";
import { emptyWarehouse, seedChange, seedNames } from "../support/dashboard-seeds.ts";
import { type FreshDatabase, freshDatabase } from "../support/fresh-database.ts";
import { openMalloyModels } from "../support/malloy-model.ts";
import type { TextRow } from "../support/read-table.ts";
import { type SeededLine, seedLines } from "../support/seed-lines.ts";
import { seedSlices } from "./seed-slices.ts";

const NOW = "2026-11-21T12:00:00+08:00";
const [SEPTEMBER, OCTOBER, NOVEMBER] = ["2026-09-01", "2026-10-01", "2026-11-01"];
const [ONE, TWO] = ["200000000001", "200000000002"];

let database: FreshDatabase;
beforeAll(async () => {
  database = await freshDatabase();
});
afterAll(async () => {
  await database[Symbol.asyncDispose]();
});
beforeEach(async () => {
  await emptyWarehouse(database.pool);
});

const answer = async (number: string): Promise<readonly TextRow[]> =>
  await answerAt(database.pool, number, NOW);

const costing = (cost: string): readonly SeededLine[] => [{ total_cost: cost }];

const onNovember = (day: number, cost: string, line: SeededLine = {}): SeededLine => {
  const date = `2026-11-${String(day).padStart(2, "0")}`;
  return {
    total_cost: cost,
    transaction_time: `${date}T12:00:00+08:00`,
    usage_start_time: `${date}T10:00:00+08:00`,
    usage_end_time: `${date}T10:59:59+08:00`,
    ...line,
  };
};

const tenADay = (days: number): readonly SeededLine[] =>
  Array.from({ length: days }, (_, index) => onNovember(index + 1, "10"));

describe("month over month", () => {
  test("a bill of nothing after one of 100 is 0, and not missing", async () => {
    await seedLines(database.pool, { billMonth: SEPTEMBER, lines: costing("100") });
    await seedLines(database.pool, { billMonth: OCTOBER, lines: [] });
    expect(await answer("02")).toMatchObject([
      {
        customer_uin: ONE,
        bill_month: OCTOBER,
        currency: "USD",
        cost: "0",
        previous_cost: "100",
        change: "-100",
        change_percent: "-100.0",
      },
    ]);
  });

  test("a bill in another currency is 0 in the one before", async () => {
    await seedLines(database.pool, { billMonth: SEPTEMBER, lines: costing("100") });
    const lines = [{ total_cost: "60", currency: "EUR" }];
    await seedLines(database.pool, { billMonth: OCTOBER, lines });
    expect(await answer("02")).toMatchObject([
      { currency: "EUR", cost: "60", previous_cost: "0", change_percent: null },
      { currency: "USD", cost: "0", previous_cost: "100", change: "-100" },
    ]);
  });

  test("another price is no change: what the partner is charged is not held against the own bill", async () => {
    const own = { account: "own", perspective: "customer" } as const;
    await seedLines(database.pool, { ...own, billMonth: SEPTEMBER, lines: costing("100") });
    await seedLines(database.pool, { billMonth: OCTOBER, lines: costing("60") });
    expect(await answer("02")).toEqual([]);
  });

  test("a total without lines, whose currency nobody says, is not held against lines", async () => {
    await seedLines(database.pool, { billMonth: SEPTEMBER, lines: costing("100") });
    await seedSlices(database.pool, [{ billMonth: OCTOBER, amount: "90" }]);
    await seedSlices(database.pool, [{ billMonth: NOVEMBER, amount: "60" }]);
    expect(await answer("02")).toMatchObject([
      { bill_month: NOVEMBER, currency: null, cost: "60", previous_cost: "90" },
    ]);
  });
});

const loadedOn = (day: number): string => `2026-11-${String(day).padStart(2, "0")}T01:30:00Z`;

/** Columns of an answer by the customer, each of whom has one row. */
const byCustomer = (rows: readonly TextRow[], ...columns: readonly string[]): object =>
  Object.fromEntries(
    rows.map((row) => [row["customer_uin"], columns.map((column) => row[column])]),
  );

async function forecast(lines: readonly SeededLine[], day: number): Promise<readonly TextRow[]> {
  await seedLines(database.pool, { billMonth: NOVEMBER, lastSuccessAt: loadedOn(day), lines });
  return await answer("11");
}

describe("the forecast", () => {
  test("of 10 a day, loaded through the 10th of a month of 30 days, is 300", async () => {
    expect(await forecast(tenADay(10), 11)).toMatchObject([
      {
        cost_so_far: "100",
        counted_until: "2026-11-10",
        days_counted: "10",
        forecast_cost: "300.00",
      },
    ]);
  });

  test("goes by each customer's own last whole day, not by the fleet's", async () => {
    const lines = tenADay(20);
    await seedLines(database.pool, {
      uin: TWO,
      billMonth: NOVEMBER,
      lastSuccessAt: loadedOn(21),
      lines,
    });
    const rows = await forecast(tenADay(10), 11);
    expect(byCustomer(rows, "counted_until", "forecast_cost")).toEqual({
      [ONE]: ["2026-11-10", "300.00"],
      [TWO]: ["2026-11-20", "300.00"],
    });
  });

  test("leaves out the day on which the bill was loaded: it was not over", async () => {
    const early = [...tenADay(10), onNovember(11, "3")];
    expect(await forecast(early, 11)).toMatchObject([
      {
        cost_so_far: "103",
        counted_until: "2026-11-10",
        usage_counted: "100",
        forecast_cost: "300.00",
      },
    ]);
  });

  test.each([
    ["an RI fee", { transaction_type: "One-off RI fee" }],
    ["a compensation", { transaction_type: "Adjustment - compensation", total_cost: "-1000" }],
    ["a subscription", { transaction_type: "Purchase", billing_mode: "Monthly subscription" }],
    ["a month's usage settled at once", { transaction_type: "Monthly settlement" }],
    ["a charge of an unknown kind", { transaction_type: "Quite new" }],
  ])("counts %s once", async (_, line) => {
    const once = onNovember(2, "1000", line);
    const sum = String(300 + Number(once["total_cost"]));
    expect(await forecast([...tenADay(10), once], 11)).toMatchObject([
      { forecast_usage: "300.00", forecast_cost: `${sum}.00` },
    ]);
  });

  test("counts a voucher once, and adds up to the bill", async () => {
    const paid = onNovember(3, "0", { voucher_deduction: "10", total_amount_after_discount: "10" });
    expect(await forecast([...tenADay(10).toSpliced(2, 1), paid], 11)).toMatchObject([
      { cost_so_far: "90", charged_once: "-10", forecast_usage: "300.00", forecast_cost: "290.00" },
    ]);
  });

  test("is of the chosen perspective, also where only the customer's own bill is loaded", async () => {
    const own = { account: "own", perspective: "customer", billMonth: NOVEMBER } as const;
    const lastSuccessAt = loadedOn(11);
    const fiveADay = tenADay(10).map((line) => ({ ...line, total_cost: "5" }));
    await seedLines(database.pool, { ...own, uin: TWO, lastSuccessAt, lines: tenADay(10) });
    await seedLines(database.pool, { ...own, lastSuccessAt, lines: fiveADay });
    const columns = ["perspective", "forecast_cost"];
    const two = { [TWO]: ["customer", "300.00"] };
    expect(byCustomer(await answer("11"), ...columns)).toEqual({
      [ONE]: ["customer", "150.00"],
      ...two,
    });
    expect(byCustomer(await forecast(tenADay(10), 11), ...columns)).toEqual({
      [ONE]: ["partner", "300.00"],
      ...two,
    });
  });

  test("is not made before a day is over", async () => {
    expect(await forecast([onNovember(1, "10")], 1)).toMatchObject([
      { cost_so_far: "10", counted_until: null, forecast_cost: null },
    ]);
  });
});

test("days without a line are no days of 0: what is settled once a month has no usual day", async () => {
  for (const billMonth of [SEPTEMBER, OCTOBER]) {
    const line = { total_cost: "100", usage_start_time: `${billMonth}T00:00:00+08:00` };
    const until = { usage_end_time: `${billMonth.slice(0, 8)}30T23:59:59+08:00` };
    await seedLines(database.pool, { billMonth, lines: [{ ...line, ...until }] });
  }
  expect(await answer("12")).toEqual([]);
});

test("an anomaly is found also where lines name no product and no currency", async () => {
  const nameless = { product_name: null, currency: null };
  const lines = tenADay(10).map((line) => ({ ...line, ...nameless }));
  const dear = onNovember(11, "500", nameless);
  await seedLines(database.pool, { billMonth: NOVEMBER, lines: [...lines, dear] });
  expect(await answer("12")).toMatchObject([{ day: "2026-11-11", cost: "500", usual_cost: "10" }]);
});

describe("what changed", () => {
  const HOUR_AGO = "2026-11-21T11:00:00+08:00";
  const change = { changedAt: HOUR_AGO, billMonth: OCTOBER, difference: "4" };

  test.each(["13", "14"])(
    "(%s) is counted once where two accounts have the same customer",
    async (number) => {
      for (const account of ["a", "b"]) {
        await seedLines(database.pool, { account, lines: costing("10") });
        await seedChange(database.pool, { ...change, account });
      }
      expect(await answer(number)).toMatchObject([{ customer_uin: ONE, difference: "4" }]);
    },
  );

  test.each(["13", "14"])(
    "(%s) has a row for each customer that reads its own bill, with its name",
    async (number) => {
      for (const uin of [ONE, TWO]) {
        const own = { account: "own", perspective: "customer", uin } as const;
        await seedLines(database.pool, { ...own, lines: costing("10") });
        await seedChange(database.pool, { ...change, ...own });
      }
      await seedNames(database.pool, { [ONE]: "Shop", [TWO]: "Mill" });
      const rows = await answer(number);
      expect(byCustomer(rows, "customer_name", "difference")).toEqual({
        [ONE]: ["Shop", "4"],
        [TWO]: ["Mill", "4"],
      });
    },
  );
});

test("the dearest customer's statement is of a bill whose lines are loaded", async () => {
  await seedLines(database.pool, { lines: costing("10") });
  await seedLines(database.pool, { uin: "200000000003", lines: [] });
  await seedSlices(database.pool, [{ uin: TWO, amount: "90" }]);
  await seedSlices(database.pool, [{ uin: "200000000004" }]);
  const rows = await answer("17");
  expect(rows.map(({ customer_uin, product, cost }) => [customer_uin, product, cost])).toEqual([
    [ONE, "Cloud Virtual Machine", "10"],
    [ONE, "Total", "10"],
  ]);
});

describe("customers of the same name stay apart", () => {
  beforeEach(async () => {
    const tags = [{ TagKey: "team", TagValue: "web" }];
    for (const [uin, cost] of [
      [ONE, "1"],
      [TWO, "2"],
    ] as const) {
      const own = { account: "own", perspective: "customer", uin } as const;
      await seedLines(database.pool, { ...own, lines: [{ total_cost: cost, tags }] });
      const change = { ...own, changedAt: NOW, billMonth: OCTOBER, difference: cost };
      await seedChange(database.pool, change);
    }
    await seedNames(database.pool, { [ONE]: "Shop", [TWO]: "Shop" });
  });

  test.each([
    ["06", "cost"],
    ["07", "of_cost"],
    ["13", "difference"],
    ["14", "difference"],
    ["20", "billed_cost"],
  ])("in %s: each has its own %s", async (number, column) => {
    const rows = (await answer(number)).filter((row) => row["team"] !== "(untagged)");
    expect(byCustomer(rows, column)).toEqual({ [ONE]: ["1"], [TWO]: ["2"] });
    expect(rows.filter((row) => row["customer_uin"] === ONE)).toHaveLength(rows.length / 2);
  });

  test("in the views of Malloy", async () => {
    const malloy = openMalloyModels(database.url);
    const of = async (file: string, statement: string): Promise<readonly unknown[]> =>
      (await malloy.model(file).loadQuery(`run: ${statement}`).run()).data.toObject();
    const shares = await of("billhouse.malloy", "monthly_cost -> share_by_month");
    expect(shares).toMatchObject([{ customers: [{ total_cost: 2 }, { total_cost: 1 }] }]);
    const charges = await of("billhouse.malloy", "monthly_cost -> from_list_price_to_charge");
    expect(charges).toHaveLength(2);
    expect(await of("focus.malloy", "cost_and_usage -> savings")).toHaveLength(2);
  });
});
