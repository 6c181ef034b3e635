import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Measure, Side } from "../../src/domain/check.ts";
import { JsonNumber } from "../../src/domain/json-number.ts";
import type { JsonObject } from "../../src/domain/json.ts";
import type { Stream } from "../../src/domain/stream.ts";
import { readStreams } from "../../src/source/tencent/read-streams.ts";
import { billLine, billLines } from "../support/bill-line.ts";
import { type FreshDatabase, freshDatabase } from "../support/fresh-database.ts";
import { beginRun, claimed, loadAnswers, NIGHT } from "../support/load-answers.ts";
import { openTestWarehouse } from "../support/open-test-warehouse.ts";
import { pageOf } from "../support/page-of.ts";
import { sliceOf } from "../support/slice-of.ts";

const STREAMS = await readStreams();

// One database for all: every test has a customer of its own.
let database: FreshDatabase;
beforeAll(async () => {
  database = await freshDatabase();
});
afterAll(async () => {
  await database[Symbol.asyncDispose]();
});

let uin = "";
beforeEach(() => {
  uin = String(BigInt(uin === "" ? "200000000000" : uin) + 10n);
});

function streamNamed(name: string): Stream {
  const stream = STREAMS.find((candidate) => candidate.name === name);
  if (stream === undefined) {
    throw new RangeError(`no stream ${name}`);
  }
  return stream;
}

async function load(stream: string, answers: readonly JsonObject[], of = uin): Promise<void> {
  await using warehouse = openTestWarehouse(database, STREAMS);
  await loadAnswers(warehouse, sliceOf(streamNamed(stream), { uin: of }), answers);
}

/** What one side comes to: `member: amount`; undefined where its slice is not loaded. */
async function measured(
  side: Omit<Side, "source">,
  of = uin,
): Promise<readonly string[] | undefined> {
  const bill = { account: "main", uin: of, billMonth: "2026-10-01" };
  await using warehouse = openTestWarehouse(database, STREAMS);
  const asked: Side = { source: "a side", ...side };
  const [found] = await warehouse.checks.measure([asked], [bill]);
  return found?.figures
    .get(asked)
    ?.map(({ member, amount, worst, example }) =>
      [`${member}:`, amount, worst, example].filter((part) => part !== undefined).join(" "),
    )
    .toSorted();
}

const sum = (...columns: readonly string[]): Measure => ({ kind: "sum", columns });
const regions = (...rows: readonly JsonObject[]): JsonObject => ({ SummaryOverview: rows });
const LINES = "partner_bill_detail";
const REGION = "partner_bill_by_region";

describe("a sum", () => {
  test("is exact, in any number of digits, and signed by column", async () => {
    await load(REGION, [
      regions(
        { RegionId: "1", OriginalCost: "99999999999999999999.01", TotalCost: "0.1" },
        { RegionId: "2", OriginalCost: "0.00000001", TotalCost: "0.20" },
      ),
    ]);
    const whole = { stream: REGION, measure: sum("total_cost") };
    expect(await measured(whole)).toEqual([": 0.30"]);
    const both = { stream: REGION, measure: sum("-total_cost", "original_cost") };
    expect(await measured(both)).toEqual([": 99999999999999999998.71000001"]);
  });

  test("keeps the digits that a bare number was sent with", async () => {
    await load("partner_bill_total", [{ TotalCost: new JsonNumber("333.00000000") }]);
    const total = { stream: "partner_bill_total", measure: sum("total_cost") };
    expect(await measured(total)).toEqual([": 333.00000000"]);
  });

  test("is unknown, not smaller, where a row has no value", async () => {
    await load(REGION, [
      regions(
        { RegionId: "1", RegionName: "East", OriginalCost: "-", TotalCost: "1" },
        { RegionId: "2", RegionName: "West", OriginalCost: "5", TotalCost: "1" },
      ),
    ]);
    const side = { stream: REGION, measure: sum("original_cost") };
    expect(await measured(side)).toEqual([": "]);
    expect(await measured({ ...side, member: ["region_name"] })).toEqual(["East: ", "West: 5"]);
  });

  test("is 0 in an empty bill, and has no members", async () => {
    await load(REGION, [{}]);
    const side = { stream: REGION, measure: sum("total_cost") };
    expect(await measured(side)).toEqual([": 0"]);
    expect(await measured({ ...side, member: ["region_name"] })).toEqual([]);
  });

  test("is missing where the slice is not loaded, or its last try failed", async () => {
    const side = { stream: REGION, measure: sum("total_cost") };
    expect(await measured(side)).toBeUndefined();
    await load(REGION, [regions({ RegionId: "1", TotalCost: "1" })]);
    expect(await measured(side, "9")).toBeUndefined();
    await using warehouse = openTestWarehouse(database, STREAMS);
    const claim = await claimed(
      warehouse,
      await beginRun(warehouse),
      sliceOf(streamNamed(REGION), { uin }),
    );
    const failure = { status: "failed", code: "X", message: "x", requestId: undefined } as const;
    await warehouse.slices.fail(claim, failure, NIGHT);
    expect(await measured(side)).toBeUndefined();
  });

  test("is of the stream's own rows, where two share a table, and of the bill's own", async () => {
    await load(LINES, [billLines(billLine({ TotalCost: "1" }))]);
    await load("customer_bill_detail", [billLines(billLine({ TotalCost: "2" }))]);
    await load(LINES, [billLines(billLine({ TotalCost: "4" }))], "200000000001");
    expect(await measured({ stream: LINES, measure: sum("total_cost") })).toEqual([": 1"]);
  });
});

describe("a group", () => {
  test("goes by the names as they were sent; lines without one are a member too", async () => {
    const names = ["East (1)", "East\u00a0(1)", "East (1)", null];
    await load(LINES, [
      billLines(...names.map((Region, n) => billLine({ Id: `${n}`, Region, TotalCost: "1.5" }))),
    ]);
    const side = { stream: LINES, measure: sum("total_cost"), member: ["region"] };
    expect(await measured(side)).toEqual([": 1.5", "East (1): 3.0", "East\u00a0(1): 1.5"]);
  });

  test("may go by two columns, and by another table of the stream", async () => {
    const detail = [
      { ActionType: "a", ActionTypeName: "A", TotalCost: "1" },
      { ActionType: "b", ActionTypeName: "B", TotalCost: "2" },
    ];
    await load("partner_bill_by_pay_mode", [
      { SummaryOverview: [{ PayMode: "prePay", TotalCost: "3", Detail: detail }] },
    ]);
    const table = "partner_bill_by_action";
    const side = { stream: "partner_bill_by_pay_mode", table, measure: sum("total_cost") };
    expect(await measured({ ...side, member: ["pay_mode", "action_type"] })).toEqual([
      "prePay=a: 1",
      "prePay=b: 2",
    ]);
  });
});

function lineWith(Id: string | undefined, InstanceId: string): JsonObject {
  const { Id: _, ...line } = billLine({ InstanceId });
  return Id === undefined ? line : { ...line, Id };
}

describe("a count", () => {
  test("of lines, of those with an Id, and of the Ids, which may repeat", async () => {
    const lines = [
      lineWith("1", "a"),
      lineWith("1", "b"),
      lineWith("2", "c"),
      lineWith(undefined, "d"),
      lineWith(undefined, "d"),
    ];
    await load(LINES, [billLines(...lines)]);
    const count = async (kind: "rows" | "ids" | "distinct-ids") =>
      await measured({ stream: LINES, measure: { kind } });
    expect(await count("rows")).toEqual([": 5"]);
    expect(await count("ids")).toEqual([": 3"]);
    expect(await count("distinct-ids")).toEqual([": 2"]);
  });

  test("of lines that were promised, where the source said so", async () => {
    const side = { stream: LINES, measure: { kind: "promised" } } as const;
    await load(LINES, [billLines(billLine())]);
    expect(await measured(side)).toEqual([": "]);
    await using warehouse = openTestWarehouse(database, STREAMS);
    const claim = await claimed(
      warehouse,
      await beginRun(warehouse),
      sliceOf(streamNamed(LINES), { uin }),
    );
    await warehouse.slices.stage(
      claim,
      { ...pageOf(claim.slice, billLines(billLine())), promised: 7 },
      NIGHT,
    );
    await warehouse.slices.load(claim, NIGHT);
    expect(await measured(side)).toEqual([": 7"]);
  });

  test("of lines that are off names the first of them and how far the worst is off", async () => {
    const amounts = [
      ["3", "1.00", "1.00", "0.00"],
      ["20", "1.00", "1.03", "0.02"],
      ["10", "1.00", "0.50", "0.00"],
      ["1", "1.00", "-", "0.00"],
    ];
    await load(LINES, [
      billLines(
        ...amounts.map(
          ([Id = "", TotalCost = "", TotalAmountAfterDiscount = "", VoucherDeduction = ""]) =>
            billLine({ Id, TotalCost, TotalAmountAfterDiscount, VoucherDeduction }),
        ),
      ),
    ]);
    const columns = ["total_cost", "-total_amount_after_discount", "voucher_deduction"];
    const side = { stream: LINES, measure: { kind: "rows-off", columns } } as const;
    expect(await measured(side)).toEqual([": 2 0.50 10"]);
  });
});

function share(RegionId: string, RealTotalCost: string, RealTotalCostRatio: string): JsonObject {
  return { RegionId, RealTotalCost, RealTotalCostRatio, BillMonth: "2026-10" };
}

describe("shares", () => {
  const side = {
    stream: "payer_bill_by_region",
    measure: sum("real_total_cost_ratio"),
    sharesOf: "real_total_cost",
  };
  test.each([
    [
      "of a bill",
      [
        ["1", "60", "60.00"],
        ["2", "40", "40.00"],
      ],
      ": 100.00",
    ],
    [
      "of a bill with a small refund",
      [
        ["1", "60", "100.00"],
        ["0", "-0.05", "0.00"],
      ],
      ": 100.00",
    ],
    [
      "of a bill with large refunds",
      [
        ["1", "60", "100.00"],
        ["0", "-0.5", "0.00"],
      ],
      ": ",
    ],
    ["of a bill of nothing", [["1", "0", "0.00"]], ": "],
    ["of refunds alone", [["1", "-3", "0.00"]], ": "],
    ["of an empty bill", [], ": "],
  ] as const)("%s", async (_, rows, figure) => {
    const overview = rows.map(([id, cost, ratio]) => share(id, cost, ratio));
    await load("payer_bill_by_region", [{ Ready: new JsonNumber("1"), ...regions(...overview) }]);
    expect(await measured(side)).toEqual([figure]);
  });
});

test("figures are of one moment: what is loaded meanwhile does not show", async () => {
  const stream = "partner_bill_by_pay_mode";
  const detail = [{ ActionType: "a", TotalCost: "1" }];
  await load(stream, [{ SummaryOverview: [{ PayMode: "x", TotalCost: "1", Detail: detail }] }]);
  await using warehouse = openTestWarehouse(database, STREAMS);
  const tables = ["partner_bill_by_pay_mode", "partner_bill_by_action"];
  const sides = tables.map((table): Side => {
    return { source: table, stream, table, measure: sum("total_cost") };
  });
  const other = await database.pool.connect();
  await other.query("begin; lock table billing.partner_bill_by_action in access exclusive mode");
  const bill = { account: "main", uin, billMonth: "2026-10-01" };
  const measuring = warehouse.checks.measure(sides, [bill]);
  await expect
    .poll(async () => {
      const { rowCount } = await database.pool.query("select from pg_locks where not granted");
      return rowCount;
    })
    .toBe(1);
  for (const table of tables) {
    await other.query(`update billing.${table} set total_cost = 2 where customer_uin = '${uin}'`);
  }
  await other.query("commit");
  other.release();
  const figures = (await measuring)[0]?.figures;
  expect(sides.map((side) => figures?.get(side))).toEqual([
    [{ member: "", amount: "1" }],
    [{ member: "", amount: "1" }],
  ]);
});

test("a side that no stream fills is a defect, and named", async () => {
  await expect(measured({ stream: "nobody", measure: { kind: "rows" } })).rejects.toThrow(
    "a check compares a side, which no stream fills",
  );
});

describe("the labels of codes", () => {
  test("are all that the codes behind a name ever had, for anybody", async () => {
    await load(REGION, [regions({ RegionId: "41", RegionName: "Old", TotalCost: "1" })]);
    const others = [
      { RegionId: "43", RegionName: "", TotalCost: "1" },
      { RegionId: "41", RegionName: "New", TotalCost: "1" },
      { RegionId: "42", RegionName: "Else", TotalCost: "1" },
    ];
    await load(REGION, [regions(...others)], "200000000001");
    await using warehouse = openTestWarehouse(database, STREAMS);
    const side = {
      source: REGION,
      stream: REGION,
      measure: sum("total_cost"),
      member: ["region_name"],
    };
    expect(await warehouse.checks.labels(side, "region_id", ["New", "nobody's", ""])).toEqual([
      { code: "41", name: "New" },
      { code: "41", name: "Old" },
    ]);
  });
});
