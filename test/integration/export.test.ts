import { chmod, readlink, stat, symlink, writeFile } from "node:fs/promises";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { openExportPlayground, readParquet } from "./export-playground.ts";

const DAILY_COST = `
  create view billing_mart.daily_cost as
  select customer_uin, bill_month::date as bill_month, cost::numeric as cost
  from (values ('200000000001', '2026-08-01', 1.10), ('200000000002', '2026-08-01', 2.20),
    ('200000000001', '2026-09-01', 3.30), ('200000000001', '2026-10-01', 4.40),
    ('200000000003', '2026-10-01', 5.50)) line (customer_uin, bill_month, cost)`;

const FOCUS = [
  `create view focus.cost_and_usage as
   select 1.5::numeric as billedcost, '200000000001'::text as subaccountid,
     date '2026-10-01' as x_billmonth`,
  "comment on column focus.cost_and_usage.billedcost is 'BilledCost: what the issuer invoices.'",
  "comment on column focus.cost_and_usage.subaccountid is 'SubAccountId: the customer''s UIN.'",
  "comment on column focus.cost_and_usage.x_billmonth is 'x_BillMonth: the bill month.'",
];

describe("the rows that are written", () => {
  test.each([
    ["--month 2026-10", ["4.40", "5.50"]],
    ["--month 2026-08,2026-10", ["1.10", "2.20", "4.40", "5.50"]],
    ["--from 2026-08 --to 2026-09", ["1.10", "2.20", "3.30"]],
    ["--customer 200000000001 --month 2026-10", ["4.40"]],
    ["--customer 200000000002,200000000003", ["2.20", "5.50"]],
    ["", ["1.10", "2.20", "3.30", "4.40", "5.50"]],
    ["--month 2025-01", []],
  ])("are those that were asked for: %s", async (line, costs) => {
    await using playground = await openExportPlayground(DAILY_COST);
    const { out } = await playground.run(`--view daily_cost --format csv --out - ${line}`);
    const found = out
      .trimEnd()
      .split("\n")
      .map((row) => row.split(",").at(-1));
    expect(found).toEqual(["cost", ...costs]);
  });

  test("are of a UTC+8 month where the view has an instant for it", async () => {
    await using playground = await openExportPlayground(
      `create view focus.billing_period as
       select timestamptz '2026-09-30 16:00:00Z' as billingperiodstart
       union all select timestamptz '2026-10-31 16:00:00Z'`,
      "comment on column focus.billing_period.billingperiodstart is 'BillingPeriodStart: inclusive.'",
    );
    const { out } = await playground.run(
      "--view billing_period --month 2026-10 --format csv --out -",
    );
    expect(out).toBe("BillingPeriodStart\n2026-09-30T16:00:00Z\n");
  });

  test("keep their columns where there are none", async () => {
    await using playground = await openExportPlayground(DAILY_COST);
    const { exitCode } = await playground.run("--view daily_cost --month 2025-01", { out: "none" });
    expect(exitCode).toBe(0);
    expect(await readParquet(playground.at("none"))).toEqual({
      types: { customer_uin: "VARCHAR", bill_month: "DATE", cost: "DECIMAL(38,18)" },
      rows: [],
    });
  });
});

describe("titles of a view of focus", () => {
  test("are spelled as the specification spells them, in both formats", async () => {
    await using playground = await openExportPlayground(...FOCUS);
    await playground.run("--view focus.cost_and_usage", { out: "focus" });
    const { out } = await playground.run(
      "--view cost_and_usage --format csv --month 2026-10 --customer 200000000001 --out -",
    );
    expect(Object.keys((await readParquet(playground.at("focus"))).types)).toEqual([
      "BilledCost",
      "SubAccountId",
      "x_BillMonth",
    ]);
    expect(out).toBe("BilledCost,SubAccountId,x_BillMonth\n1.5,200000000001,2026-10-01\n");
  });

  test("are not made up: columns whose comments do not say them are named", async () => {
    await using playground = await openExportPlayground(
      ...FOCUS,
      "comment on column focus.cost_and_usage.billedcost is 'what the issuer invoices'",
      "comment on column focus.cost_and_usage.x_billmonth is null",
    );
    const { exitCode, err } = await playground.run("--view cost_and_usage");
    expect(exitCode).toBe(2);
    expect(err).toContain("how FOCUS spells billedcost, x_billmonth:");
  });
});

describe("the file", () => {
  test("is told with its rows in one line, and nothing else is left", async () => {
    await using playground = await openExportPlayground(DAILY_COST);
    const { exitCode, out, err } = await playground.run("--view daily_cost", {
      out: "costs.parquet",
    });
    expect({ exitCode, err }).toEqual({ exitCode: 0, err: "" });
    expect(out).toMatch(/^.*costs\.parquet: 5 rows, [\d.]+ K?B\n$/);
    expect(await playground.files()).toEqual(["costs.parquet"]);
  });

  test("is told as JSON with --json", async () => {
    await using playground = await openExportPlayground(DAILY_COST);
    const { out } = await playground.run("--view daily_cost --month 2026-10 --format csv --json", {
      out: "costs.csv",
    });
    expect(JSON.parse(out)).toEqual({
      path: path.resolve(playground.at("costs.csv")),
      rows: 2,
      bytes: Buffer.byteLength(await playground.text("costs.csv")),
      view: "billing_mart.daily_cost",
      months: ["2026-10"],
      customers: null,
      format: "csv",
    });
  });

  test.each(["parquet", "csv"])("is not replaced, unless --force says so: %s", async (format) => {
    await using playground = await openExportPlayground(DAILY_COST);
    await writeFile(playground.at("kept"), "of somebody");
    const line = `--view daily_cost --format ${format}`;
    const refused = await playground.run(line, { out: "kept" });
    expect(refused.exitCode).toBe(2);
    expect(refused.err).toContain("kept is there already\n  --force replaces it");
    expect(await playground.text("kept")).toBe("of somebody");
    expect((await playground.run(`${line} --force`, { out: "kept" })).exitCode).toBe(0);
    expect(await playground.text("kept")).not.toContain("of somebody");
    expect(await playground.files()).toEqual(["kept"]);
  });

  test("keeps the rights of the file that it replaces", async () => {
    await using playground = await openExportPlayground(DAILY_COST);
    await writeFile(playground.at("mine"), "");
    await chmod(playground.at("mine"), 0o600);
    const line = "--view daily_cost --format csv --force";
    expect((await playground.run(line, { out: "mine" })).exitCode).toBe(0);
    expect((await stat(playground.at("mine"))).mode & 0o777).toBe(0o600);
  });

  test("is not put in the place of a link, which would leave what it points to as it was", async () => {
    await using playground = await openExportPlayground(DAILY_COST);
    await symlink(playground.at("elsewhere"), playground.at("link"));
    const { exitCode, err } = await playground.run("--view daily_cost --force", { out: "link" });
    expect(exitCode).toBe(2);
    expect(err).toContain("is not a file");
    expect(await readlink(playground.at("link"))).toBe(playground.at("elsewhere"));
  });

  test("may have a name that SQL would trip over", async () => {
    await using playground = await openExportPlayground(DAILY_COST);
    const out = 'it\'s 100 % "done".parquet';
    expect((await playground.run("--view daily_cost", { out })).exitCode).toBe(0);
    expect((await readParquet(playground.at(out))).rows).toHaveLength(5);
  });

  test.each([
    ["a folder that is not there", "missing/costs.parquet", "nothing can be written to"],
    ["a folder itself", "", "is not a file"],
  ])("is refused where it is %s, also with --force", async (_, out, words) => {
    await using playground = await openExportPlayground(DAILY_COST);
    const { exitCode, err } = await playground.run("--view daily_cost --force", { out });
    expect(exitCode).toBe(2);
    expect(err).toContain(words);
  });
});

describe("a view is refused with exit code 2", () => {
  test.each([
    ["is not there", "--view dayly_cost", "did you mean daily_cost?"],
    ["belongs to another schema", "--view billing.bill_detail", "there is no such view"],
    ["is a table", "--view billing_mart.secret", "there is no such view"],
    ["has no month", "--view pipeline_status --month 2026-10", "leave --month"],
    ["has no customer", "--view pipeline_status --customer 200000000001", "no customer"],
  ])("when it %s", async (_, line, words) => {
    await using playground = await openExportPlayground(
      DAILY_COST,
      "create schema billing",
      "create table billing.bill_detail (total_cost numeric)",
      "create table billing_mart.secret (total_cost numeric)",
      "create view billing_mart.pipeline_status as select 1 as mismatches",
    );
    const { exitCode, out, err } = await playground.run(line);
    expect({ exitCode, out }).toEqual({ exitCode: 2, out: "" });
    expect(err).toContain(words);
    expect(await playground.files()).toEqual([]);
  });

  test("and in a database without views the command that makes them is named", async () => {
    await using playground = await openExportPlayground();
    const { exitCode, err } = await playground.run("--view daily_cost");
    expect(exitCode).toBe(2);
    expect(err).toContain("npm run migrate");
  });
});

test("no database is exit code 8, and the password is not told", async () => {
  await using playground = await openExportPlayground();
  const env = { DATABASE_URL: "postgres://somebody:s3cret-word@127.0.0.1:1/billhouse" };
  const { exitCode, err } = await playground.run("--view daily_cost", { env });
  expect(exitCode).toBe(8);
  expect(err).not.toContain("s3cret-word");
});
