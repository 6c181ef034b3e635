import { describe, expect, test } from "vitest";
import type { CheckableBill } from "../../../src/domain/reconciliation.ts";
import { planMeasuring } from "../../../src/pipeline/plan-measuring.ts";

function bill(uin: number, more: Partial<CheckableBill> = {}): CheckableBill {
  const sealed = { seal: "same", at: uin };
  return {
    account: "main",
    uin: String(uin),
    billMonth: "2026-10-01",
    rows: 10,
    state: "same",
    checked: sealed,
    ...more,
  };
}

const uins = (chunks: readonly (readonly CheckableBill[])[]): readonly string[] =>
  chunks.flat().map(({ uin }) => uin);

const plan = (bills: readonly CheckableBill[], spareRows: number) =>
  planMeasuring(bills, ({ state }) => state, spareRows);

describe("the rows that are read again", () => {
  test("are those of bills that changed, or were never checked, or had a mismatch", () => {
    const bills = [bill(1), bill(2, { state: "another" }), bill(3, { checked: undefined })];
    expect(uins(plan(bills, 0))).toEqual(["2", "3"]);
  });

  test("are as many others as may be spared, those first that were read longest ago", () => {
    const bills = [4, 3, 2, 1].map((uin) => bill(uin));
    expect(uins(plan(bills, 25))).toEqual(["2", "1"]);
    expect(uins(plan(bills, Infinity))).toEqual(["4", "3", "2", "1"]);
  });
});

describe("one statement carries", () => {
  test("at most 200 bills", () => {
    const bills = Array.from({ length: 401 }, (_, uin) => bill(uin, { checked: undefined }));
    expect(plan(bills, 0).map((chunk) => chunk.length)).toEqual([200, 200, 1]);
  });

  test("at most 500,000 rows, unless one bill has more", () => {
    const rows = [300_000, 200_000, 1, 900_000, 5];
    const bills = rows.map((count, uin) => bill(uin, { rows: count, checked: undefined }));
    expect(plan(bills, 0).map((chunk) => uins([chunk]).join())).toEqual(["0,1", "2", "3", "4"]);
  });
});
