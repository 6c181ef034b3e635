import { expect, test } from "vitest";
import { defineStream, laneName, type Stream } from "../../../src/domain/stream.ts";
import type { Table } from "../../../src/domain/table.ts";

const TABLE: Table = {
  name: "made_up",
  mode: "replace",
  place: { list: "List" },
  constants: { kind: "x" },
  key: ["kind", "outer", "region_id", "outer_ordinal", "ordinal"],
  outerColumns: { outer: { field: "Outer", kind: "code" } },
  columns: {
    region_id: { field: "RegionId", kind: "code" },
    cost: { field: "Cost", kind: "decimal" },
  },
  ordinal: "ordinal",
  outerOrdinal: "outer_ordinal",
  amount: "cost",
};

function stream(change: Partial<Stream>): Stream {
  return {
    name: "made_up",
    service: { name: "billing", version: "2018-07-09", host: "billing.example" },
    action: "DescribeMadeUp",
    role: "payer",
    callsPerSecond: 1,
    slicing: "own-month",
    phase: "summary",
    requests: () => [{}],
    tables: [TABLE],
    ...change,
  };
}

test("a declaration comes back as it was given", () => {
  const given = stream({});
  expect(defineStream(given)).toBe(given);
});

test.each<[string, Partial<Stream>, string]>([
  ["without a table", { tables: [] }, "at least one table"],
  ["with a name that is no table name", { name: "Made-Up" }, "snake_case"],
  ["with an empty name", { name: "" }, "snake_case"],
  [
    "with a key that has no column",
    { tables: [{ ...TABLE, key: ["region_id", "zone"] }] },
    "made_up has no column zone",
  ],
  [
    "with an amount that has no column",
    { tables: [TABLE, { ...TABLE, name: "second", amount: "price" }] },
    "second has no column price",
  ],
  [
    "with a code that has no column",
    { tables: [{ ...TABLE, dimension: { table: "region", code: "region_id", name: "label" } }] },
    "made_up has no column label",
  ],
  [
    "with a name that has no column",
    { tables: [{ ...TABLE, names: { product: "product_name" } }] },
    "made_up has no column product_name",
  ],
  [
    "with a fingerprint that has no column",
    {
      tables: [{ ...TABLE, line: { idField: "Id", fingerprint: ["usage"], version: "h1" } }],
    },
    "made_up has no column usage",
  ],
  [
    "with a line id as key but no line identity",
    { tables: [{ ...TABLE, key: ["line_id"] }] },
    "made_up has no column line_id",
  ],
  [
    "with pages and a list that is to be split",
    {
      splitOnRefusal: "Uins",
      paging: { pageField: "P", sizeField: "S", size: 1, totalField: "T", list: "L" },
    },
    "cannot be split",
  ],
])("a declaration %s is refused when it is made", (_, change, problem) => {
  expect(() => defineStream(stream(change))).toThrow(problem);
});

test("a table with a line identity has the column line_id", () => {
  const line = { idField: "Id", fingerprint: ["cost"], version: "h1" };
  expect(() =>
    defineStream(stream({ tables: [{ ...TABLE, key: ["line_id"], line }] })),
  ).not.toThrow();
});

test("a lane is named by its service and action", () => {
  expect(laneName(stream({}))).toBe("billing.DescribeMadeUp");
});
