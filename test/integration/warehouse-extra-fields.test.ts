import { describe, expect, test } from "vitest";
import { stream as payModeStream } from "../../src/source/tencent/streams/partner-bill-by-pay-mode.ts";
import { stream as detailStream } from "../../src/source/tencent/streams/partner-bill-detail.ts";
import { billLine, billLines } from "../support/bill-line.ts";
import { freshDatabase } from "../support/fresh-database.ts";
import { loadAnswers } from "../support/load-answers.ts";
import { openTestWarehouse } from "../support/open-test-warehouse.ts";
import { sliceOf } from "../support/slice-of.ts";

describe("what a load keeps in extra", () => {
  const SLICE = sliceOf(detailStream);

  test("is counted by field in the slice's bookkeeping, and no longer once the API stops sending it", async () => {
    await using database = await freshDatabase();
    await using warehouse = openTestWarehouse(database, [detailStream]);
    const kept = async (): Promise<unknown> =>
      (await database.pool.query("select unknown_fields, raw_fields from billing_ops.slice")).rows;

    const answers = [
      billLines(
        billLine({ Id: "1", NewField: "a", ComponentUsage: "-", TransactionTime: "" }),
        billLine({ Id: "2", NewField: null, TotalCost: "-0" }),
      ),
      billLines(billLine({ Id: "3", ComponentUsage: "-", OtherField: { a: [] } })),
    ];
    const { unknownFields } = await loadAnswers(warehouse, SLICE, answers);

    expect(unknownFields).toEqual({ NewField: 2, OtherField: 1 });
    expect(await kept()).toEqual([
      {
        unknown_fields: { NewField: 2, OtherField: 1 },
        raw_fields: { ComponentUsage: 2, TotalCost: 1, TransactionTime: 1 },
      },
    ]);
    expect((await loadAnswers(warehouse, SLICE, [billLines(billLine())])).unknownFields).toEqual(
      {},
    );
    expect(await kept()).toEqual([{ unknown_fields: null, raw_fields: null }]);
  });

  test("is added up over the tables of a stream", async () => {
    await using database = await freshDatabase();
    await using warehouse = openTestWarehouse(database, [payModeStream]);
    const action = { ActionType: "a", TotalCost: "1", NewField: "x" };
    const mode = { PayMode: "prePay", TotalCost: "1", NewField: "x", Detail: [action] };
    const { unknownFields } = await loadAnswers(warehouse, sliceOf(payModeStream), [
      { SummaryOverview: [mode, { ...mode, PayMode: "postPay" }] },
    ]);
    expect(unknownFields).toEqual({ NewField: 4 });
  });

  test.each([
    ["is called as JavaScript's own", { ["__proto__"]: "x", constructor: "y" }],
    ["has quotes, controls and no letters in its name", { '"\n\u{1F4A9}\\': "x", "": "y" }],
  ])("is counted where the field %s", async (_, fields) => {
    await using database = await freshDatabase();
    await using warehouse = openTestWarehouse(database, [detailStream]);
    const { unknownFields } = await loadAnswers(warehouse, SLICE, [billLines(billLine(fields))]);
    expect(new Map(Object.entries(unknownFields))).toEqual(
      new Map(Object.keys(fields).map((field) => [field, 1])),
    );
  });

  test("takes no field of the API's own for our raw texts, whatever it is called and holds", async () => {
    await using database = await freshDatabase();
    await using warehouse = openTestWarehouse(database, [detailStream]);
    const lines = [billLine({ Id: "1", $raw: { A: "x" } }), billLine({ Id: "2", $raw: "x" })];
    const { unknownFields } = await loadAnswers(warehouse, SLICE, [billLines(...lines)]);
    expect(unknownFields).toEqual({ $$raw: 2 });
    const { rows } = await database.pool.query("select raw_fields from billing_ops.slice");
    expect(rows).toEqual([{ raw_fields: null }]);
  });

  test("names at most a hundred fields, the most frequent, where the API sends a field for every line", async () => {
    await using database = await freshDatabase();
    await using warehouse = openTestWarehouse(database, [detailStream]);
    const lines = Array.from({ length: 150 }, (_, index) =>
      billLine({ Id: String(index), [`id-${index}`]: "x", ...(index < 2 ? { Both: "x" } : {}) }),
    );
    const { unknownFields } = await loadAnswers(warehouse, SLICE, [billLines(...lines)]);
    expect(Object.keys(unknownFields)).toHaveLength(100);
    expect(unknownFields["Both"]).toBe(2);
  });

  test("stays as it was counted where a later answer is refused", async () => {
    await using database = await freshDatabase();
    await using warehouse = openTestWarehouse(database, [payModeStream]);
    const slice = sliceOf(payModeStream);
    const mode = { PayMode: "prePay", TotalCost: "1", NewField: "x" };
    await loadAnswers(warehouse, slice, [{ SummaryOverview: [mode] }]);
    await expect(
      loadAnswers(warehouse, slice, [{ SummaryOverview: [{ ...mode, Other: "" }, mode] }]),
    ).rejects.toMatchObject({ code: "RepeatedKey" });
    const { rows } = await database.pool.query("select unknown_fields from billing_ops.slice");
    expect(rows).toEqual([{ unknown_fields: { NewField: 1 } }]);
  });
});
