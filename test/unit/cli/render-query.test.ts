import { describe, expect, test } from "vitest";
import { createQueryCsv } from "../../../src/cli/render-query-csv.ts";
import { createQueryJson } from "../../../src/cli/render-query-json.ts";
import { createQueryTable } from "../../../src/cli/render-query-table.ts";
import type { ResultPrinter } from "../../../src/cli/render-query.ts";

type Part = Parameters<ResultPrinter["part"]>[0];

const FIELDS = [
  { name: "uin", kind: "text" },
  { name: "amount", kind: "number" },
  { name: "is_paid", kind: "boolean" },
] as const;

const DIGITS = "12345678901234567890.123456789012345678";

const PARTS: readonly Part[] = [
  { fields: FIELDS, rows: [["1", DIGITS, "t"]] },
  { fields: FIELDS, rows: [["", null, "f"]] },
  { fields: FIELDS, rows: [[null, "0.00", null]] },
];

function print(printer: ResultPrinter, parts: readonly Part[] = PARTS): string {
  return parts.map((part) => printer.part(part)).join("") + printer.end();
}

describe("a result as a table", () => {
  test("puts numbers to the right and tells NULL from an empty text", () => {
    const lines = print(createQueryTable(undefined)).split("\n");
    expect(lines.slice(2, 5)).toEqual([
      `1    ${DIGITS}  t`,
      `${" ".repeat(5 + DIGITS.length - 1)}∅  f`,
      `∅    ${" ".repeat(DIGITS.length - 4)}0.00  ∅`,
    ]);
  });

  test("cuts a long text on a narrow terminal and leaves the digits", () => {
    const text = print(createQueryTable(60), [
      { fields: FIELDS, rows: [["x".repeat(200), DIGITS, "t"]] },
    ]);
    expect(text).toContain(DIGITS);
    expect(text).toContain("x…");
  });
});

describe("a result as CSV", () => {
  test("has one line of titles, NULL as nothing and an empty text as quotes", () => {
    expect(print(createQueryCsv())).toBe(`uin,amount,is_paid\n1,${DIGITS},t\n"",,f\n,0.00,\n`);
  });

  test("quotes what would break a line apart", () => {
    const fields = [{ name: "a,b", kind: "text" }] as const;
    const rows = [['say "x"'], ["two\nlines"]];
    expect(print(createQueryCsv(), [{ fields, rows }])).toBe('"a,b"\n"say ""x"""\n"two\nlines"\n');
  });

  test("has its titles where there is no row", () => {
    expect(print(createQueryCsv(), [{ fields: FIELDS, rows: [] }])).toBe("uin,amount,is_paid\n");
  });
});

describe("a result as JSON", () => {
  test("is one array with typed booleans and null, and numbers as text", () => {
    expect(JSON.parse(print(createQueryJson()))).toEqual([
      { uin: "1", amount: DIGITS, is_paid: true },
      { uin: "", amount: null, is_paid: false },
      { uin: null, amount: "0.00", is_paid: null },
    ]);
  });

  test("is an empty array where there is no row", () => {
    expect(print(createQueryJson(), [{ fields: FIELDS, rows: [] }])).toBe("[]\n");
  });

  test("loses no column whose name repeats", () => {
    const fields = ["sum", "sum", "sum_2"].map((name) => ({ name, kind: "number" }) as const);
    expect(JSON.parse(print(createQueryJson(), [{ fields, rows: [["1", "2", "3"]] }]))).toEqual([
      { sum: "1", sum_2: "2", sum_2_2: "3" },
    ]);
  });
});
