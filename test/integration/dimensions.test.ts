import { describe, expect, test } from "vitest";
import type { JsonObject } from "../../src/domain/json.ts";
import type { Stream } from "../../src/domain/stream.ts";
import { stream as customerProducts } from "../../src/source/tencent/streams/customer-bill-by-product.ts";
import { stream as customerProjects } from "../../src/source/tencent/streams/customer-bill-by-project.ts";
import { stream as payModes } from "../../src/source/tencent/streams/partner-bill-by-pay-mode.ts";
import { stream as products } from "../../src/source/tencent/streams/partner-bill-by-product.ts";
import { stream as regions } from "../../src/source/tencent/streams/partner-bill-by-region.ts";
import { stream as details } from "../../src/source/tencent/streams/partner-bill-detail.ts";
import { stream as payerRegions } from "../../src/source/tencent/streams/payer-bill-by-region.ts";
import { billLine, billLines } from "../support/bill-line.ts";
import { freshDatabase } from "../support/fresh-database.ts";
import { loadAnswers, NIGHT } from "../support/load-answers.ts";
import { openTestWarehouse } from "../support/open-test-warehouse.ts";
import { readRows, readText } from "../support/read-table.ts";
import { sliceOf } from "../support/slice-of.ts";

const HOUR_MS = 3_600_000;
const STREAMS = [
  customerProducts,
  customerProjects,
  payModes,
  products,
  regions,
  details,
  payerRegions,
];

async function openBench() {
  const stack = new AsyncDisposableStack();
  const database = stack.use(await freshDatabase());
  const warehouse = stack.use(openTestWarehouse(database, STREAMS));
  return {
    pool: database.pool,
    warehouse,
    load: async (stream: Stream, answer: JsonObject, { uin = "1", hours = 0 } = {}) =>
      await loadAnswers(warehouse, sliceOf(stream, { uin }), [answer], NIGHT + hours * HOUR_MS),
    read: async (text: string) => await readText(database.pool, text),
    [Symbol.asyncDispose]: async () => await stack.disposeAsync(),
  };
}

const region = (...pairs: readonly (readonly [RegionId: string, RegionName: string | null])[]) => ({
  SummaryOverview: pairs.map(([RegionId, RegionName]) => ({
    RegionId,
    RegionName,
    TotalCost: "1.0",
  })),
});

const product = (BusinessCode: string, BusinessCodeName: string): JsonObject => ({
  SummaryOverview: [{ BusinessCode, BusinessCodeName, TotalCost: "1.0" }],
});

describe("codes and names", () => {
  test("are learned from every summary that has both, byte for byte", async () => {
    await using bench = await openBench();
    await bench.load(regions, region(["4", "East China\u00a0(Shanghai)"]));
    await bench.load(payerRegions, {
      SummaryOverview: [
        { RegionId: "17", RegionName: "Frankfurt", RealTotalCost: "1", BillMonth: "2026-10" },
      ],
    });
    await bench.load(products, product("p_cvm", "CVM"));
    const business = { BusinessCode: "p_cos", BusinessCodeName: "COS", TotalCost: "1" };
    await bench.load(customerProjects, {
      SummaryDetail: [
        { GroupKey: "0", GroupValue: "default", TotalCost: "1", Business: [business] },
      ],
    });
    await bench.load(customerProducts, {
      SummaryDetail: [{ GroupKey: "p_clb", GroupValue: "CLB", TotalCost: "1", Business: [] }],
    });
    await bench.load(payModes, {
      SummaryOverview: [
        {
          PayMode: "prePay",
          TotalCost: "1",
          Detail: [{ ActionType: "renew", ActionTypeName: "Renewal", TotalCost: "1" }],
        },
      ],
    });
    expect(
      await bench.read(`select 'product' as of, code, name from billing.product
        union all select 'region', code, name from billing.region
        union all select 'transaction_type', code, name from billing.transaction_type order by 1, 2`),
    ).toEqual([
      { of: "product", code: "p_clb", name: "CLB" },
      { of: "product", code: "p_cos", name: "COS" },
      { of: "product", code: "p_cvm", name: "CVM" },
      { of: "region", code: "17", name: "Frankfurt" },
      { of: "region", code: "4", name: "East China\u00a0(Shanghai)" },
      { of: "transaction_type", code: "renew", name: "Renewal" },
    ]);
  });

  test("teach nothing where one of the two is missing, or too long for an index", async () => {
    await using bench = await openBench();
    await bench.load(
      regions,
      region(["", "Nowhere"], ["1", null], ["2", ""], ["3", "x".repeat(5_000)]),
    );
    expect(await bench.read("select * from billing.region")).toEqual([]);
  });

  test("that change keep their history: a code goes by the name last seen, a name by the code last seen", async () => {
    await using bench = await openBench();
    await bench.load(products, product("p_cvm", "Virtual Machine"));
    await bench.load(products, product("p_cvm", "CVM"), { hours: 48 });
    await bench.load(products, product("p_cvm2", "CVM"), { hours: 96 });
    expect(
      await bench.read("select code, name, names from billing_mart.name_of_code order by 1"),
    ).toEqual([
      { code: "p_cvm", name: "CVM", names: "2" },
      { code: "p_cvm2", name: "CVM", names: "1" },
    ]);
    expect(
      await bench.read("select name, code, codes from billing_mart.code_of_name order by 1"),
    ).toEqual([
      { name: "CVM", code: "p_cvm2", codes: "2" },
      { name: "Virtual Machine", code: "p_cvm", codes: "1" },
    ]);
  });

  test("that are known are not written again within a day, and then only as seen", async () => {
    await using bench = await openBench();
    await bench.load(products, product("p_cvm", "CVM"));
    const before = await readRows(bench.pool, "billing.product");
    await bench.load(products, product("p_cvm", "CVM"), { uin: "2", hours: 23 });
    expect(await readRows(bench.pool, "billing.product")).toEqual(before);
    await bench.load(products, product("p_cvm", "CVM"), { uin: "3", hours: 25 });
    expect(
      await bench.read("select last_seen_at - first_seen_at as seen from billing.product"),
    ).toEqual([{ seen: "1 day 01:00:00" }]);
  });

  test("that many loads learn at once are learned once, and no load fails for it", async () => {
    await using bench = await openBench();
    const pairs = Array.from({ length: 8 }, (_, index) => [`${index}`, `region ${index}`] as const);
    await Promise.all(
      Array.from({ length: 6 }, async (_, index) => {
        const order = index % 2 === 0 ? pairs : pairs.toReversed();
        await bench.load(regions, region(...order), { uin: `${index}` });
      }),
    );
    expect(await bench.read("select count(*) as known from billing.region")).toEqual([
      { known: "8" },
    ]);
  });
});

const line = (Id: string, ProductName: string | null, TotalCost = "1.10"): JsonObject =>
  billLine({ Id, ProductName, TotalCost, Region: "-", TransactionType: "" });

describe("a name in bill lines that no summary has taught", () => {
  const UNKNOWN = `select dimension, name, lines, amount, bills, first_month
    from billing_mart.unknown_name order by dimension, name`;

  test("is reported with its lines, amount and first month", async () => {
    await using bench = await openBench();
    await bench.load(products, product("p_cvm", "CVM"));
    await bench.load(
      details,
      billLines(line("1", "CVM"), line("2", "New"), line("3", "New", "2.2")),
    );
    await bench.load(details, billLines(line("1", "New")), { uin: "2" });
    expect(await bench.read(UNKNOWN)).toEqual([
      {
        dimension: "product",
        name: "New",
        lines: "3",
        amount: "4.40",
        bills: "2",
        first_month: "2026-10-01",
      },
    ]);
  });

  test("is reported of products, regions and transaction types; a blank or a dash is no name", async () => {
    await using bench = await openBench();
    await bench.load(
      details,
      billLines(
        billLine({ Id: "1", ProductName: "P", Region: "R", TransactionType: "T" }),
        line("2", null),
        line("3", "-"),
        line("4", ""),
      ),
    );
    expect((await bench.read(UNKNOWN)).map(({ dimension, name }) => [dimension, name])).toEqual([
      ["product", "P"],
      ["region", "R"],
      ["transaction_type", "T"],
    ]);
  });

  test("is so no longer as soon as a summary teaches it", async () => {
    await using bench = await openBench();
    await bench.load(details, billLines(line("1", "New")));
    await bench.load(products, product("p_new", "New"));
    expect(await bench.read(UNKNOWN)).toEqual([]);
  });

  test("follows the lines of its slice, and a slice without news writes nothing", async () => {
    await using bench = await openBench();
    await bench.load(details, billLines(line("1", "New"), line("2", "Newer")));
    const before = await readRows(bench.pool, "billing_ops.unknown_name");
    await bench.load(details, billLines(line("1", "New"), line("2", "Newer")), { hours: 24 });
    expect(await readRows(bench.pool, "billing_ops.unknown_name")).toEqual(before);
    await bench.load(details, billLines(line("1", "New"), line("3", "New")), { hours: 48 });
    expect((await bench.read(UNKNOWN)).map(({ name, lines }) => [name, lines])).toEqual([
      ["New", "2"],
    ]);
  });

  test("is cut where it is absurdly long, and the lines are loaded as they are", async () => {
    await using bench = await openBench();
    const name = "名".repeat(9_000);
    await bench.load(details, billLines(line("1", name)));
    expect(
      await bench.read("select char_length(name) as kept from billing_mart.unknown_name"),
    ).toEqual([{ kept: "400" }]);
    expect(
      await bench.read("select char_length(product_name) as kept from billing.bill_detail"),
    ).toEqual([{ kept: "9000" }]);
  });
});
