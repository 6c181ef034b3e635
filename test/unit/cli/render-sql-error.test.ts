import { expect, test } from "vitest";
import { renderSqlError } from "../../../src/cli/render-sql-error.ts";

test.each([
  {
    title: "stands below the word that is wrong",
    sql: "select totl from bill",
    position: 8,
    lines: ["  line 1: select totl from bill", "                 ^"],
  },
  {
    title: "finds its line among several",
    sql: "select a,\n  b,\n  nope\nfrom t",
    position: 18,
    lines: ["  line 3:   nope", "            ^"],
  },
  {
    title: "counts characters as PostgreSQL does",
    sql: "select '🙂', nope",
    position: 13,
    lines: ["  line 1: select '🙂', nope", "                      ^"],
  },
  {
    title: "stands below a tab as wide as the tab",
    sql: "select\tnope",
    position: 8,
    lines: ["  line 1: select\tnope", "                \t^"],
  },
])("the caret $title", ({ sql, position, lines }) => {
  const text = renderSqlError({ message: "wrong", position }, sql);
  expect(text).toBe(["wrong", ...lines, ""].join("\n"));
});

test("a long line is shown around the place", () => {
  const sql = `select ${"a, ".repeat(100)}nope, ${"b, ".repeat(100)}c`;
  const [, line = "", caret = ""] = renderSqlError(
    { message: "wrong", position: sql.indexOf("nope") + 1 },
    sql,
  ).split("\n");
  expect(line.length).toBeLessThan(100);
  expect(line.slice(caret.indexOf("^"))).toMatch(/^nope/);
});

test("code, detail and hint are told where there are some", () => {
  const facts = { message: "no", code: "42P01", detail: "because", hint: "do that" };
  expect(renderSqlError(facts, "x")).toBe("no (SQLSTATE 42P01)\n  because\n  do that\n");
});
