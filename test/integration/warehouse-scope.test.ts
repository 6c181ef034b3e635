import { describe, expect, test } from "vitest";
import type { JsonObject } from "../../src/domain/json.ts";
import type { Slice } from "../../src/domain/slice.ts";
import { stream as byProduct } from "../../src/source/tencent/streams/customer-bill-by-product.ts";
import { stream as byProject } from "../../src/source/tencent/streams/customer-bill-by-project.ts";
import { stream as customerLines } from "../../src/source/tencent/streams/customer-bill-detail.ts";
import { stream as partnerLines } from "../../src/source/tencent/streams/partner-bill-detail.ts";
import { billLine, billLines } from "../support/bill-line.ts";
import { freshDatabase } from "../support/fresh-database.ts";
import { loadAnswers } from "../support/load-answers.ts";
import { openTestWarehouse } from "../support/open-test-warehouse.ts";
import { readRows } from "../support/read-table.ts";
import { sliceOf } from "../support/slice-of.ts";

const LINES = billLines(billLine({ Id: "1" }), billLine({ Id: "2" }), billLine({ Id: "" }));
const GROUPS: JsonObject = {
  SummaryDetail: ["p_cvm", "p_cvm", "p_cos"].map((GroupKey, index) => ({
    GroupKey,
    GroupValue: `group ${index}`,
    TotalCost: `${index}.5`,
    Business: [
      { BusinessCode: "p_cvm", TotalCost: "1.1" },
      { BusinessCode: "p_cvm", TotalCost: "1.2" },
    ],
  })),
};

type Case = readonly [what: string, mine: Slice, other: Slice, answer: JsonObject];

const lines = (overrides: Parameters<typeof sliceOf>[1]): Slice => sliceOf(partnerLines, overrides);

const CASES: readonly Case[] = [
  ["another account", lines({}), lines({ account: "other" }), LINES],
  ["another customer", lines({}), lines({ uin: "200000000002" }), LINES],
  ["another month", lines({}), lines({ month: "2026-09" }), LINES],
  ["another stream in the same table of lines", lines({}), sliceOf(customerLines), LINES],
  ["another stream in the same table of groups", sliceOf(byProduct), sliceOf(byProject), GROUPS],
];

describe("a load leaves alone what belongs to", () => {
  test.each(CASES)("%s", async (_what, mine, other, answer) => {
    await using database = await freshDatabase();
    const streams = [...new Set([mine.stream, other.stream])];
    await using warehouse = openTestWarehouse(database, streams);
    const tables = mine.stream.tables.map(({ name }) => `billing.${name}`);
    const readAll = async () =>
      (await Promise.all(tables.map((table) => readRows(database.pool, table)))).flat();

    await loadAnswers(warehouse, other, [answer]);
    const others = await readAll();
    expect(others.length).toBeGreaterThan(0);
    expect(await loadAnswers(warehouse, mine, [answer])).toMatchObject({
      rowsAdded: others.length,
    });
    expect(await readAll()).toHaveLength(2 * others.length);

    expect(await loadAnswers(warehouse, mine, [{}])).toMatchObject({
      status: "empty",
      rows: 0,
      rowsRemoved: others.length,
    });
    expect(await readAll()).toEqual(others);
    const { rows: journal } = await database.pool.query(
      "select distinct account, stream, uin, to_char(bill_month, 'YYYY-MM') as month from billing_ops.bill_change",
    );
    const { account, uin, month } = mine;
    expect(journal).toEqual([{ account, stream: mine.stream.name, uin, month }]);
  });
});
