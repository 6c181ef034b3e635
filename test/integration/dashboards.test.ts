import { join } from "node:path";
import type { QueryRecord } from "@malloydata/malloy";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { COOKBOOK_DIR, type Question, readCookbook, renderCookbook } from "../support/cookbook.ts";
import { type Answer, type OpenDashboard, openDashboard } from "../support/dashboard-queries.ts";
import { type DemoWarehouse, openDemoWarehouse } from "../support/demo-warehouse.ts";
import { type Dashboard, type Panel, readDashboards } from "../support/grafana-dashboard.ts";
import { type MalloyModels, openMalloyModels, readRunnables } from "../support/malloy-model.ts";
import { readText } from "../support/read-table.ts";
import { runCommand } from "./run-command.ts";

const DAY_MS = 86_400_000;

// PostgreSQL's type numbers of what Grafana can draw, and of what it takes for a time.
const NUMERIC = 1700;
const NUMBERS = [20, 23, NUMERIC];
const TIMES = [1184, NUMERIC];

/** The one customer whose own bill is loaded, too: the partner's lines have no tags. */
const CUSTOMER = "200000000002";

/** Which customer a dashboard with room for one shows. */
const CHOSEN = new Map([["billhouse-customer", new Map([["customer", CUSTOMER]])]]);

const MONEY = /(^|_)(cost|discount|voucher|amount|credit|cash|change|difference)$|^value$/;

const dashboards = await readDashboards();
const questions = await readCookbook();
const runnables = readRunnables();

let warehouse: DemoWarehouse;
let malloy: MalloyModels;

beforeAll(async () => {
  warehouse = await openDemoWarehouse();
  malloy = openMalloyModels(warehouse.readerUrl);
}, 60_000);

afterAll(async () => {
  await warehouse[Symbol.asyncDispose]();
});

async function open(dashboard: Dashboard): Promise<OpenDashboard> {
  const now = Date.now();
  return await openDashboard(dashboard, {
    pool: warehouse.reader,
    range: { from: now - 120 * DAY_MS, to: now + DAY_MS },
    chosen: CHOSEN.get(dashboard.uid) ?? new Map(),
  });
}

const typesOf = ({ columns }: Answer, names: RegExp): readonly number[] =>
  columns.filter(({ name }) => names.test(name)).map(({ typeOid }) => typeOid);

describe.each(dashboards)("$title", (dashboard) => {
  let opened: OpenDashboard;

  beforeAll(async () => {
    opened = await open(dashboard);
  });

  test.each(dashboard.templating.list)("the variable $label has options", ({ name }) => {
    const options = opened.options.get(name) ?? [];
    expect(options.length).toBeGreaterThan(0);
    expect(options.filter(({ text, value }) => text === "" || value === "")).toEqual([]);
  });

  test.each(dashboard.panels)("the panel $title shows something", async (panel) => {
    const [answer, ...others] = await opened.ask(panel);
    expect(others).toEqual([]);
    expect(answer?.rows.length).toBeGreaterThan(0);
    const amounts = typesOf(answer as Answer, MONEY);
    expect(amounts).toEqual(amounts.map(() => NUMERIC));
  });

  const series = dashboard.panels.filter(({ type }) => type === "timeseries");
  test.each(series)("the panel $title is a series: a time, then numbers", async (panel) => {
    const [{ columns, rows } = { columns: [], rows: [] }] = await opened.ask(panel);
    const times = rows.map(({ time }) => time);
    expect(times).toEqual(times.toSorted((a, b) => ((a ?? "") < (b ?? "") ? -1 : 1)));
    expect(TIMES).toContain(columns.find(({ name }) => name === "time")?.typeOid);
    const values = columns.filter(({ name }) => name !== "time" && name !== "metric");
    expect(values.length).toBeGreaterThan(0);
    for (const { name, typeOid } of values) {
      expect({ name, isNumber: NUMBERS.includes(typeOid) }).toEqual({ name, isNumber: true });
    }
  });
});

describe("the cookbook", () => {
  const answers = new Map<string, readonly Readonly<Record<string, unknown>>[]>();

  async function answer({
    file,
    sql,
  }: Question): Promise<readonly Readonly<Record<string, unknown>>[]> {
    const known = answers.get(file);
    if (known !== undefined) {
      return known;
    }
    const env = { DATABASE_URL: warehouse.readerUrl };
    const { exitCode, out, err } = await runCommand(["query", "--json", sql], { env });
    expect({ exitCode, err }).toMatchObject({ exitCode: 0 });
    const rows = JSON.parse(out) as readonly Readonly<Record<string, unknown>>[];
    answers.set(file, rows);
    return rows;
  }

  test.each(questions)("$file: $question", async (question) => {
    expect((await answer(question)).length).toBeGreaterThan(0);
  });

  test("is listed with the columns of its answers", async () => {
    const entries = [];
    for (const question of questions) {
      const [row = {}] = await answer(question);
      entries.push({ question, columns: Object.keys(row) });
    }
    await expect(renderCookbook(entries)).toMatchFileSnapshot(join(COOKBOOK_DIR, "README.md"));
  });
});

async function runMalloy(file: string, statement: string): Promise<readonly QueryRecord[]> {
  const { data } = await malloy.model(file).loadQuery(statement).run();
  return data.toObject();
}

describe("Malloy", () => {
  test.each(runnables)("$file: $name", async ({ file, statement }) => {
    expect((await runMalloy(file, statement)).length).toBeGreaterThan(0);
  });

  test("makes JavaScript numbers of figures, and text to the last digit of those that end in _exact", async () => {
    const [month = {}] = await runMalloy("billhouse.malloy", "run: spend_by_month");
    expect(month).toMatchObject({
      total_cost: expect.any(Number),
      total_cost_exact: expect.stringMatching(/^\d+\.\d{8,}$/),
    });
    expect(Number(month["total_cost_exact"])).toBe(month["total_cost"]);
  });

  test.each(["billhouse.malloy", "focus.malloy"])("%s compiles without a warning", async (file) => {
    const { problems } = await malloy.model(file).getModel();
    expect(problems).toEqual([]);
  });
});

describe("all of them", () => {
  test("say the same to the last digit as the bill's lines", async () => {
    const { pool } = warehouse.database;
    const lines = await readText(
      pool,
      `select bill_month, sum(total_cost) as cost from billing.bill_detail
       where source_action = 'DescribeCustomerBillDetail' group by 1 order by 1 desc limit 1`,
    );
    const executive = dashboards.find(({ uid }) => uid === "billhouse-executive");
    const [panel] = executive?.panels ?? [];
    const [drawn] = await (await open(executive as Dashboard)).ask(panel as Panel);
    const months = await runMalloy("billhouse.malloy", "run: spend_by_month");
    const charges = await runMalloy("focus.malloy", "run: focus_by_month");

    const figures = [
      lines[0]?.["cost"],
      drawn?.rows[0]?.["cost"],
      months[0]?.["total_cost_exact"],
      charges[0]?.["billed_cost_exact"],
    ];
    const distinct =
      "select count(*) as figures, count(distinct f) as different from unnest($1::numeric[]) f";
    expect(await readText(pool, distinct, [figures])).toEqual([{ figures: "4", different: "1" }]);
    const firstDay = new Date(`${lines[0]?.["bill_month"]}T00:00:00Z`);
    expect([months[0]?.["bill_month"], charges[0]?.["x_billmonth"]]).toEqual([firstDay, firstDay]);
  });

  test("reach no table of bills and no bookkeeping: their login may not", async () => {
    for (const table of ["billing.bill_detail", "billing_ops.run", "billing_ops.cost_by_month"]) {
      const asked = warehouse.reader.query(`select from ${table}`);
      await expect(asked).rejects.toMatchObject({ code: "42501" });
    }
  });
});
