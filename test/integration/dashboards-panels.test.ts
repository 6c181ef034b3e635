import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { openDashboard } from "../support/dashboard-queries.ts";
import { emptyWarehouse, seedChange, seedNames } from "../support/dashboard-seeds.ts";
import { type FreshDatabase, freshDatabase } from "../support/fresh-database.ts";
import { readDashboards } from "../support/grafana-dashboard.ts";
import type { TextRow } from "../support/read-table.ts";
import { type SeededLine, seedLines } from "../support/seed-lines.ts";
import { seedSlices } from "./seed-slices.ts";

const [AUGUST, SEPTEMBER, OCTOBER] = ["2026-08-01", "2026-09-01", "2026-10-01"];
const [ONE, TWO] = ["200000000001", "200000000002"];
const RANGE = { from: Date.parse("2026-06-30T16:00Z"), to: Date.parse("2026-11-20T16:00Z") };
const OWN = { account: "own", perspective: "customer" } as const;

const dashboards = await readDashboards();

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

/** What panels of a dashboard show, by their id. */
async function shown(
  name: string,
  ids: readonly number[],
  chosen: Readonly<Record<string, string>> = {},
): Promise<readonly (readonly TextRow[])[]> {
  const dashboard = dashboards.find(({ uid }) => uid === `billhouse-${name}`);
  if (dashboard === undefined) {
    throw new Error(`no dashboard ${name}`);
  }
  const options = { pool: database.pool, range: RANGE, chosen: new Map(Object.entries(chosen)) };
  const opened = await openDashboard(dashboard, options);
  const panels = ids.map((id) => dashboard.panels.find((panel) => panel.id === id));
  const answers = [];
  for (const panel of panels) {
    const [answer] = panel === undefined ? [] : await opened.ask(panel);
    answers.push(answer?.rows ?? []);
  }
  return answers;
}

const executive = async (id: number, chosen = {}): Promise<readonly TextRow[]> =>
  (await shown("executive", [id], chosen))[0] ?? [];

const costing = (cost: string): readonly SeededLine[] => [{ total_cost: cost }];

const EXECUTIVE = { cost: 1, change: 2, customers: 3, series: 5, months: 6, movers: 8 } as const;

const months = async (): Promise<readonly unknown[]> =>
  (await executive(EXECUTIVE.months, { currency: "USD" })).map((row) => [
    row["month"],
    row["cost"],
    row["change"],
    row["change_percent"],
  ]);

const total = (rows: readonly TextRow[]): number =>
  rows.map((row) => Number(row["cost"] ?? row["value"])).reduce((sum, cost) => sum + cost, 0);

describe("month over month", () => {
  test("a month of empty bills is 0, and 100 less than one of 100", async () => {
    await seedLines(database.pool, { billMonth: SEPTEMBER, lines: costing("100") });
    await seedLines(database.pool, { billMonth: OCTOBER, lines: [] });
    expect(await months()).toEqual([
      ["2026-10", "0", "-100", "-100.0"],
      ["2026-09", "100", null, null],
    ]);
  });

  test("a month is held against the one before, not against the last one that is loaded", async () => {
    await seedLines(database.pool, { billMonth: AUGUST, lines: costing("100") });
    await seedLines(database.pool, { billMonth: OCTOBER, lines: costing("60") });
    expect(await months()).toEqual([
      ["2026-10", "60", null, null],
      ["2026-08", "100", null, null],
    ]);
  });

  test("another price is no change, and the customers of whom both months are known still compare", async () => {
    await seedLines(database.pool, { ...OWN, billMonth: SEPTEMBER, lines: costing("100") });
    await seedLines(database.pool, { billMonth: OCTOBER, lines: costing("60") });
    for (const [billMonth, cost] of [
      [SEPTEMBER, "10"],
      [OCTOBER, "15"],
    ] as const) {
      await seedLines(database.pool, { uin: TWO, billMonth, lines: costing(cost) });
    }
    expect(await months()).toEqual([
      ["2026-10", "75", "5", "50.0"],
      ["2026-09", "110", null, null],
    ]);
  });

  test("a total whose currency nobody says is neither counted as one nor held against one", async () => {
    await seedLines(database.pool, { billMonth: SEPTEMBER, lines: costing("100") });
    await seedSlices(database.pool, [{ billMonth: OCTOBER, amount: "90" }]);
    expect(await months()).toEqual([["2026-09", "100", null, null]]);
    const unknown = await executive(EXECUTIVE.months, { currency: "unknown" });
    expect(unknown).toMatchObject([
      { month: "2026-10", cost: "90", change: null },
      { month: "2026-09", cost: "0" },
    ]);
  });
});

test("against the month before, more than less than nothing is more: the share is of an absolute", async () => {
  await seedLines(database.pool, { billMonth: SEPTEMBER, lines: costing("-10") });
  await seedLines(database.pool, { billMonth: OCTOBER, lines: costing("5") });
  await seedLines(database.pool, { uin: TWO, billMonth: OCTOBER, lines: costing("1000") });
  expect(await executive(EXECUTIVE.change)).toEqual([{ change_percent: "150.0" }]);
  const chosen = { customer: ONE };
  expect(await shown("customer", [2], { ...chosen, month: OCTOBER })).toEqual([
    [{ change_percent: "150.0" }],
  ]);
});

test("customers with a bill are those with lines, whatever they come to, and those with a total", async () => {
  await seedLines(database.pool, { uin: ONE, lines: [...costing("5"), ...costing("-5")] });
  await seedLines(database.pool, { uin: TWO, lines: costing("10") });
  await seedLines(database.pool, { uin: "200000000003", lines: [] });
  await seedSlices(database.pool, [{ uin: "200000000004", amount: "7" }]);
  await seedSlices(database.pool, [{ uin: "200000000005" }]);
  expect(await executive(EXECUTIVE.customers)).toEqual([{ customers: "3" }]);
});

test("in the series of all customers those of the same name have a line each, with their UINs", async () => {
  await seedLines(database.pool, { uin: ONE, lines: costing("1") });
  await seedLines(database.pool, { uin: TWO, lines: costing("2") });
  await seedLines(database.pool, { uin: "200000000003", lines: costing("4") });
  await seedNames(database.pool, { [ONE]: "Shop", [TWO]: "Shop", "200000000003": "Mill" });
  const series = await executive(EXECUTIVE.series);
  expect(Object.fromEntries(series.map(({ metric, value }) => [metric, value]))).toEqual({
    Mill: "4",
    [`Shop (${ONE})`]: "1",
    [`Shop (${TWO})`]: "2",
  });
});

describe("lines whose currency is not said", () => {
  const tags = [{ TagKey: "team", TagValue: "web" }];
  const chosen = { currency: "unknown", month: OCTOBER };

  beforeEach(async () => {
    await seedLines(database.pool, { ...OWN, billMonth: SEPTEMBER, lines: costing("1") });
    const lines = [null, ""].map((currency) => ({
      total_cost: "2",
      currency,
      tags,
      instance_id: "ins-1",
    }));
    const untagged = { total_cost: "1", currency: null };
    const other = { total_cost: "50", tags, instance_id: "ins-2" };
    await seedLines(database.pool, { ...OWN, lines: [...lines, untagged, other] });
  });

  test("are in every panel of the executive's under the currency unknown", async () => {
    const panels = await shown("executive", [1, 5, 7, 8, 9, 10], chosen);
    expect(panels.map(total)).toEqual([5, 5, 5, 5, 5, 5]);
  });

  test("are in every panel of the customer's under the currency unknown", async () => {
    const panels = await shown("customer", [1, 5, 6, 8, 9, 10], chosen);
    expect(panels.map(total)).toEqual([5, 5, 5, 5, 5, 5]);
    const [spread, tagged, resources] = await shown("customer", [7, 11, 13], chosen);
    expect((spread ?? []).map(({ settled }) => settled)).toEqual(["5"]);
    expect([tagged, resources].map((rows) => total(rows ?? []))).toEqual([4, 4]);
    const [untagged] = await shown("customer", [12], chosen);
    expect(untagged?.map((row) => [row["tag_key"], row["cost"]])).toEqual(
      expect.arrayContaining([
        ["(any)", "1"],
        ["team", "1"],
      ]),
    );
  });

  test("are not among those that are in one", async () => {
    const panels = await shown("customer", [1, 5, 6, 8, 9, 10, 11, 13], {
      ...chosen,
      currency: "USD",
    });
    expect(panels.slice(0, 2).map(total)).toEqual([50, 50]);
    expect(panels.slice(4).map(total)).toEqual([50, 50, 50, 50]);
  });

  test("come last among the currencies to choose from", async () => {
    const [first] = await shown("executive", [EXECUTIVE.cost], { month: OCTOBER });
    expect(first).toEqual([{ cost: "50" }]);
  });
});

test("a customer's empty month costs 0, in whatever currency is looked at", async () => {
  await seedLines(database.pool, {
    ...OWN,
    billMonth: SEPTEMBER,
    lines: [{ total_cost: "1", tags: [{ TagKey: "team", TagValue: "web" }] }],
  });
  await seedLines(database.pool, { ...OWN, billMonth: OCTOBER, lines: [] });
  expect(await shown("customer", [1, 3], { month: OCTOBER })).toEqual([
    [{ cost: "0" }],
    [{ month_state: "open", perspective: "customer" }],
  ]);
});

test("what changed is told once where two accounts have the same customer, with the customer's name", async () => {
  for (const account of ["a", "b"]) {
    await seedLines(database.pool, { account, lines: costing("10") });
    const change = { account, billMonth: OCTOBER, difference: "4" };
    await seedChange(database.pool, { ...change, changedAt: "2026-11-20T01:30:00Z" });
  }
  await seedNames(database.pool, { [ONE]: "Shop" });
  expect(await shown("pipeline", [10])).toMatchObject([
    [{ customer: "Shop", customer_uin: ONE, difference: "4" }],
  ]);
});
