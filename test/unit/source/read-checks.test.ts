import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { type Check, readTerm, type Side, sidesOf } from "../../../src/domain/check.ts";
import type { Table } from "../../../src/domain/table.ts";
import { CHECKS_DIR, readChecks } from "../../../src/source/tencent/read-checks.ts";
import { readStreams } from "../../../src/source/tencent/read-streams.ts";

const CHECKS = await readChecks();
const STREAMS = await readStreams();

/** Everything a side names that no stream declares. */
function misfits(side: Side): readonly string[] {
  const table = tableOf(side);
  if (table === undefined) {
    return [`${side.source}: ${side.stream} fills no ${side.table ?? "table"}`];
  }
  const { columns, outerColumns = {}, constants, line } = table;
  const known = new Set([columns, outerColumns, constants].flatMap(Object.keys));
  const summed = columnsOf(side);
  const unknown = [...summed, ...(side.member ?? [])].filter((column) => !known.has(column));
  const inexact = summed.filter((column) => columns[column]?.kind !== "decimal");
  const needsLine = ["ids", "distinct-ids"].includes(side.measure.kind);
  return [
    ...unknown.map((column) => `${side.source}: ${table.name} has no column ${column}`),
    ...inexact.map((column) => `${side.source}: ${column} is no decimal`),
    ...(needsLine && line === undefined ? [`${side.source}: ${table.name} has no ids`] : []),
  ];
}

function tableOf({ stream, table }: Side): Table | undefined {
  const tables = STREAMS.find(({ name }) => name === stream)?.tables;
  return table === undefined ? tables?.[0] : tables?.find(({ name }) => name === table);
}

function columnsOf({ measure, sharesOf }: Side): readonly string[] {
  const terms = "columns" in measure ? measure.columns.map((term) => readTerm(term).column) : [];
  return sharesOf === undefined ? terms : [...terms, sharesOf];
}

/** What the results have to call a side: its stream or table, and the column where it is not what is charged. */
function expectedSource(side: Side): RegExp {
  const name = side.table ?? side.stream;
  const { measure } = side;
  const isCharge =
    measure.kind === "sum" && measure.columns.join() === (tableOf(side)?.amount ?? "");
  return measure.kind === "rows" || isCharge
    ? new RegExp(`^${name}$`)
    : new RegExp(`^${name}\\.[a-z_]+$`);
}

describe.each(CHECKS.map((check) => [check.id, check] as const))("%s", (_, check: Check) => {
  test("names only streams, tables and columns that are declared, in kinds that add up exactly", () => {
    expect(sidesOf([check]).flatMap(misfits)).toEqual([]);
  });

  test("calls each side by its stream or table, with the column where it is not what is charged", () => {
    for (const side of sidesOf([check])) {
      expect(side.source).toMatch(expectedSource(side));
    }
  });

  test("looks labels up by a column of codes that the side's table has", () => {
    const misplaced = check.comparisons.filter(
      ({ right, codes }) =>
        codes !== undefined &&
        ("constant" in right || tableOf(right)?.key.includes(codes) !== true),
    );
    expect(misplaced).toEqual([]);
  });
});

test("the checks are these: reports and tolerances rely on their ids", () => {
  const lines = CHECKS.flatMap(({ id, comparisons }) =>
    comparisons.map(({ left, right, dimension, unit, tolerance = "0" }) =>
      [id, left.source, "=", right.source, dimension, unit, tolerance]
        .filter((part) => part !== "")
        .join(" "),
    ),
  );
  expect(lines).toEqual([
    "R1 partner_bill_by_region = partner_bill_total amount 0",
    "R1 partner_bill_by_pay_mode = partner_bill_total amount 0",
    "R1 partner_bill_by_product = partner_bill_total amount 0",
    "R2 partner_bill_by_pay_mode = partner_bill_by_action pay_mode amount 0",
    "R2 partner_bill_by_pay_mode.original_cost = partner_bill_by_action.original_cost pay_mode amount 0",
    "R2 partner_bill_by_pay_mode.voucher_pay_amount = partner_bill_by_action.voucher_pay_amount pay_mode amount 0",
    "R3 partner_bill_detail = partner_bill_total amount 0",
    "R3 partner_bill_detail = partner_bill_by_region region amount 0",
    "R3 partner_bill_detail = partner_bill_by_action transaction_type amount 0",
    "R3 partner_bill_detail = partner_bill_by_product product amount 0",
    "R4 partner_bill_detail.voucher_deduction = partner_bill_by_region.voucher_pay_amount amount 0",
    "R4 partner_bill_detail.voucher_deduction = partner_bill_by_pay_mode.voucher_pay_amount amount 0",
    "R4 partner_bill_detail.voucher_deduction = partner_bill_by_product.voucher_pay_amount amount 0",
    "R5 partner_bill_detail = partner_bill_detail.promised count 0",
    "R5 partner_bill_detail.ids = partner_bill_detail.distinct_ids count 0",
    "R5 customer_bill_detail = customer_bill_detail.promised count 0",
    "R5 customer_bill_detail.ids = customer_bill_detail.distinct_ids count 0",
    "R6 partner_bill_detail.rows_off = none line count 0",
    "R7 payer_bill_by_region = payer_bill_by_region.payments region amount 0.0001",
    "R7 payer_bill_by_region.real_total_cost_ratio = whole ratio amount 0.1",
    "R8 customer_bill_by_product = customer_bill_by_product.net product amount 0",
    "R8 customer_bill_by_project = customer_bill_by_project.net project amount 0",
    "R8 customer_bill_by_tag = customer_bill_by_tag.net tag amount 0",
  ]);
  expect(CHECKS.filter(({ isInformational }) => isInformational).map(({ id }) => id)).toEqual([
    "R8",
  ]);
});

test("the folder is the list: every file there is a check, named by its id", async () => {
  const files = (await readdir(CHECKS_DIR)).toSorted();
  expect(CHECKS.map(({ id }) => id.toLowerCase())).toEqual(
    files.map((name) => name.replace(/-.*\.ts$/, "")),
  );
});

test("a file without a check is refused by its name, two of one id by the id", async () => {
  const directory = await mkdtemp(join(tmpdir(), "billhouse-checks-"));
  try {
    await writeFile(
      join(directory, "a.ts"),
      "export const check = { id: 'R1', comparisons: [] };\n",
    );
    expect(await readChecks(directory)).toHaveLength(1);
    await writeFile(
      join(directory, "b.ts"),
      "export const check = { id: 'R1', comparisons: [] };\n",
    );
    await expect(readChecks(directory)).rejects.toThrow("two check files declare R1");
    await writeFile(join(directory, "c.ts"), "export const table = {};\n");
    await expect(readChecks(directory)).rejects.toThrow(/c\.ts exports no check/);
  } finally {
    await rm(directory, { recursive: true });
  }
});
