import { describe, expect, test } from "vitest";
import { createTablePrinter, fitWidths, renderTable } from "../../../src/cli/render-table.ts";

const COLUMNS = [
  { title: "name", isCuttable: true },
  { title: "amount", align: "right" },
] as const;

describe("a table", () => {
  test("has titles, a rule, texts to the left and figures to the right", () => {
    expect(
      renderTable(COLUMNS, [
        ["a", "1.5"],
        ["long name", "1000.25"],
      ]),
    ).toBe(
      [
        "name        amount",
        "─────────  ───────",
        "a              1.5",
        "long name  1000.25",
        "",
      ].join("\n"),
    );
  });

  test("without rows still says its columns", () => {
    expect(renderTable(COLUMNS, [])).toBe("name  amount\n────  ──────\n");
  });

  test("keeps wide characters in line", () => {
    const lines = renderTable(COLUMNS, [
      ["环境", "1"],
      ["ab", "2"],
    ]).split("\n");
    expect(lines.slice(2, 4)).toEqual(["环境       1", "ab         2"]);
  });

  test("cuts texts to the width and never a figure", () => {
    const text = renderTable(COLUMNS, [["x".repeat(60), "12345678901234567890.123456789"]], 45);
    const [, , row = ""] = text.split("\n");
    expect(row).toHaveLength(45);
    expect(row).toMatch(/^x+…\s+12345678901234567890\.123456789$/);
  });

  test.each([
    { kind: "ordinary", text: "abcdefghijklm", cut: "abcdefghi…" },
    { kind: "wide", text: "云服务器实例名称", cut: "云服务器…" },
  ])("cuts $kind text so that the figures stay in line", ({ text, cut }) => {
    const [, rule = "", row = ""] = renderTable(COLUMNS, [[text, "1000.25"]], 19).split("\n");
    expect(rule).toHaveLength(19);
    expect(row).toMatch(new RegExp(`^${cut} +1000\\.25$`));
  });

  test("cuts nothing where no width is given", () => {
    expect(renderTable(COLUMNS, [["x".repeat(300), "1"]])).toContain("x".repeat(300));
  });

  test("shows control characters instead of sending them to the terminal", () => {
    const text = renderTable(COLUMNS, [["a\nb\tc\u001B[31m\u0007", "1"]]);
    expect(text).toContain("a↵b c\\x1b[31m\\x07");
  });
});

describe("a table in parts", () => {
  test("has its titles once", () => {
    const print = createTablePrinter(COLUMNS, { widthMax: undefined });
    const text = print([["a", "1"]]) + print([["b", "2"]]) + print([]);
    expect(text.match(/name/g)).toHaveLength(1);
    expect(text.split("\n")).toHaveLength(5);
  });

  test("never becomes narrower, and loses nothing of a wider value", () => {
    const print = createTablePrinter(COLUMNS, { widthMax: undefined });
    print([["a long name", "1"]]);
    expect(print([["b", "2"]])).toBe("b                 2\n");
    expect(print([["c", "1234567.89"]])).toBe("c            1234567.89\n");
  });

  test("prints every one of many rows", () => {
    const rows = Array.from({ length: 1001 }, (_, index) => [`row ${index}`, String(index)]);
    expect(renderTable(COLUMNS, rows).trimEnd().split("\n")).toHaveLength(1003);
  });
});

test.each([
  { title: "leaves what fits", widths: [10, 10], max: 30, fitted: [10, 10] },
  { title: "takes from the widest cuttable column", widths: [30, 10], max: 30, fitted: [18, 10] },
  { title: "stops where nothing can be cut", widths: [10, 60], max: 30, fitted: [8, 60] },
])("fitting $title", ({ widths, max, fitted }) => {
  expect(fitWidths(widths, COLUMNS, max)).toEqual(fitted);
});
