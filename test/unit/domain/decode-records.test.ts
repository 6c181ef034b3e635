import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { decodeRecords } from "../../../src/domain/decode-records.ts";
import { JsonNumber } from "../../../src/domain/json-number.ts";
import { type Json, type JsonObject, writeJson } from "../../../src/domain/json.ts";
import { type Row, type Table, valueColumns } from "../../../src/domain/table.ts";

const ASKED = { uin: "200000000001", month: "2026-10" } as const;
const number = (source: string): JsonNumber => new JsonNumber(source);

function table(change: Partial<Table> = {}): Table {
  return {
    name: "made_up",
    mode: "replace",
    place: { list: "List" },
    uinColumn: "customer_uin",
    constants: {},
    key: ["region_id"],
    columns: {
      region_id: { field: "RegionId", kind: "code" },
      cost: { field: "Cost", kind: "decimal" },
    },
    ...change,
  };
}

const LINES = table({
  constants: { source_action: "DescribeMadeUp" },
  key: ["source_action", "line_id"],
  columns: { cost: { field: "Cost", kind: "decimal" } },
  line: { idField: "Id", fingerprint: ["cost"], version: "h1" },
});

const GROUPS = table({
  key: ["group_key", "ordinal"],
  columns: { group_key: { field: "Key", kind: "code" }, cost: { field: "Cost", kind: "decimal" } },
  ordinal: "ordinal",
  ignored: { Parts: "rows of their own" },
});

const PARTS = table({
  place: { list: "List", within: "Parts" },
  key: ["group_key", "ordinal", "part", "part_ordinal"],
  outerColumns: { group_key: { field: "Key", kind: "code" } },
  columns: { part: { field: "Part", kind: "code" }, cost: { field: "Cost", kind: "decimal" } },
  outerOrdinal: "ordinal",
  ordinal: "part_ordinal",
});

/** Rows as objects, which is how a reader thinks of them. */
function decode(spec: Table, answer: JsonObject): readonly Readonly<Record<string, unknown>>[] {
  const names = valueColumns(spec);
  return decodeRecords(spec, answer, ASKED).map((row: Row) => ({
    ...Object.fromEntries(names.map((name, index) => [name, row.values[index]])),
    ...(row.extra === null ? {} : { extra: JSON.parse(row.extra) as unknown }),
    ...(row.lineId === undefined ? {} : { lineId: row.lineId }),
  }));
}

const list = (...records: readonly JsonObject[]): JsonObject => ({ List: records, RequestId: "r" });

describe("where the records lie", () => {
  test("a list gives one row a record, in the answer's order", () => {
    const rows = decode(table(), list({ RegionId: "4" }, { RegionId: number("1") }));
    expect(rows.map((row) => row["region_id"])).toEqual(["4", "1"]);
  });

  test.each<[string, JsonObject]>([
    ["is null", { List: null }],
    ["is absent", {}],
    ["is empty", { List: [] }],
  ])("a list that %s is an answer without rows", (_, answer) => {
    expect(decode(table(), answer)).toEqual([]);
  });

  test.each<[string, Json]>([
    ["an object", { RegionId: "1" }],
    ["a text", "none"],
    ["a number", number("0")],
    ["a list of texts", ["1"]],
    ["a list with a null", [null]],
    ["a list of lists", [[]]],
  ])("%s where a list belongs is drift that names the field", (_, value) => {
    expect(() => decode(table(), { List: value })).toThrow(
      expect.objectContaining({ failure: "drift", message: expect.stringContaining("List") }),
    );
  });

  test("an answer without a list is itself the record, and its RequestId is no part of it", () => {
    const spec = table({
      place: {},
      key: [],
      columns: { cost: { field: "Cost", kind: "decimal" } },
    });
    expect(decode(spec, { Cost: number("333.00000000"), RequestId: "r" })).toEqual([
      { cost: "333.00000000" },
    ]);
  });
});

describe("what a record must echo", () => {
  const echoing = table({ echoes: { OwnerAccountId: "uin", BillMonth: "month" } });

  test.each<[string, JsonObject]>([
    ["a UIN as text", { OwnerAccountId: "200000000001" }],
    ["a UIN as text with blanks", { OwnerAccountId: " 200000000001 " }],
    ["a UIN as number", { OwnerAccountId: number("200000000001") }],
    ["no UIN", { OwnerAccountId: null }],
    ["an empty UIN", { OwnerAccountId: "" }],
    ["a month", { BillMonth: "2026-10" }],
    ["a month as its first day", { BillMonth: "2026-10-01 00:00:00" }],
    ["no month", {}],
  ])("%s that was asked for is accepted and not stored twice", (_, record) => {
    expect(decode(echoing, list({ RegionId: "1", ...record }))).toEqual([
      { region_id: "1", cost: null },
    ]);
  });

  test.each<[string, JsonObject]>([
    ["another UIN", { OwnerAccountId: number("200000000002") }],
    ["a UIN that only begins like it", { OwnerAccountId: "2000000000011" }],
    ["another month", { BillMonth: "2026-09" }],
    ["another month's first day", { BillMonth: "2026-11-01 00:00:00" }],
    ["the same month of another year", { BillMonth: "2025-10" }],
    ["a month that only begins like it", { BillMonth: "2026-100" }],
  ])("%s refuses the whole answer", (_, record) => {
    const answer = list({ RegionId: "1" }, { RegionId: "2", ...record });
    expect(() => decode(echoing, answer)).toThrow(
      expect.objectContaining({ failure: "drift", code: "WrongBill" }),
    );
  });
});

describe("what has no column", () => {
  test("an unknown field goes to extra with its digits, whatever its shape", () => {
    const record = { RegionId: "1", New: number("1.50"), Deep: { b: [null], a: number("1e-7") } };
    const [row] = decodeRecords(table(), list(record), ASKED);
    expect(row?.extra).toBe('{"Deep":{"a":1e-7,"b":[null]},"New":1.50}');
  });

  test("a field that is deliberately ignored does not", () => {
    const spec = table({ ignored: { Phone: "personal data" } });
    expect(decode(spec, list({ RegionId: "1", Phone: "1" }))).toEqual([
      { region_id: "1", cost: null },
    ]);
  });

  test("a raw text that could not be stored goes to $raw under its API name", () => {
    expect(decode(table(), list({ RegionId: "1", Cost: "-", New: "x" }))).toEqual([
      { region_id: "1", cost: null, extra: { New: "x", $raw: { Cost: "-" } } },
    ]);
  });

  test.each<[string, JsonObject, string]>([
    ["a text with U+0000", { New: "\u0000" }, '"New"'],
    ["half a surrogate pair", { New: [{ a: "\ud800" }] }, '"New"'],
    ["a name with U+0000", { "\u0000": "x" }, String.raw`"\u0000"`],
    ["a number beyond numeric", { New: number("9".repeat(140_000)) }, '"New"'],
    ["an exponent beyond numeric", { New: number("1e999999") }, '"New"'],
  ])(
    "%s, which PostgreSQL cannot store, fails the slice by the field's name",
    (_, fields, name) => {
      expect(() => decode(table(), list({ RegionId: "1", ...fields }))).toThrow(
        expect.objectContaining({ failure: "drift", message: expect.stringContaining(name) }),
      );
    },
  );

  test("a field of the source's own by the name of ours is kept beside it", () => {
    const record = { RegionId: "1", Cost: "-", $raw: "theirs", $$raw: "too" };
    expect(decode(table(), list(record))).toEqual([
      {
        region_id: "1",
        cost: null,
        extra: { $raw: { Cost: "-" }, $$raw: "theirs", $$$raw: "too" },
      },
    ]);
  });

  test("an unknown field with a name that JavaScript treats specially is kept", () => {
    const record = JSON.parse('{"RegionId":"1","__proto__":"x"}') as JsonObject;
    expect(decodeRecords(table(), list(record), ASKED)[0]?.extra).toBe('{"__proto__":"x"}');
  });
});

describe("the id of a line", () => {
  test.each<[string, Json | undefined, string | null]>([
    ["is the vendor's", "6383749774386128833", "6383749774386128833"],
    ["is trimmed", " 63 ", "63"],
    ["keeps the digits of a number", number("6383749774386128833"), "6383749774386128833"],
    ["is none where it is absent", undefined, null],
    ["is none where it is null", null, null],
    ["is none where it is empty", "", null],
    ["is none where it is a dash", "-", null],
  ])("%s", (_, id, lineId) => {
    const record: JsonObject = id === undefined ? { Cost: "1" } : { Cost: "1", Id: id };
    expect(decode(LINES, list(record))).toEqual([
      { source_action: "DescribeMadeUp", cost: "1", lineId },
    ]);
  });
});

describe("rows whose key repeats", () => {
  const GROUP_RECORDS: readonly JsonObject[] = [
    { Key: "b", Cost: "2", Parts: [{ Part: "x", Cost: "1" }] },
    { Key: "a", Cost: "9", Parts: null },
    {
      Key: "b",
      Cost: "1",
      Parts: [
        { Part: "x", Cost: "5" },
        { Part: "x", Cost: "4" },
        { Part: "y", Cost: "4" },
      ],
    },
    { Cost: "7" },
    { Key: null, Cost: "8" },
  ];

  test("are numbered from 1 in the order of their content", () => {
    const rows = decode(GROUPS, list(...GROUP_RECORDS));
    expect(rows.map((row) => Object.values(row).join(" ")).toSorted()).toEqual([
      " 7 1",
      " 8 2",
      "a 9 1",
      "b 1 1",
      "b 2 2",
    ]);
  });

  test("carry their number into the records within them", () => {
    const rows = decode(PARTS, list(...GROUP_RECORDS));
    expect(rows.map((row) => Object.values(row).join(" ")).toSorted()).toEqual([
      "b x 1 2 1",
      "b x 4 1 1",
      "b x 5 1 2",
      "b y 4 1 1",
    ]);
  });

  test("get the same numbers whatever order the answer lists them in", () => {
    const expected = [GROUPS, PARTS].map((spec) => sortedRows(spec, GROUP_RECORDS));
    const order = fc.shuffledSubarray([...GROUP_RECORDS], { minLength: GROUP_RECORDS.length });
    fc.assert(
      fc.property(order, (records) => {
        const turned = records.map((record) =>
          Object.fromEntries(Object.entries(record).toReversed()),
        );
        expect([GROUPS, PARTS].map((spec) => sortedRows(spec, turned))).toEqual(expected);
      }),
    );
  });

  test("are one key whether it comes as text or as number", () => {
    const records = [
      { Key: "1", Cost: "1" },
      { Key: number("1"), Cost: "2" },
    ];
    const ordinals = decode(GROUPS, list(...records)).map((row) => row["ordinal"]);
    expect(ordinals).toEqual(["1", "2"]);
  });

  test("that are identical are still two rows", () => {
    const twin = { Key: "a", Cost: "1" };
    expect(decode(GROUPS, list(twin, twin)).map((row) => row["ordinal"])).toEqual(["1", "2"]);
  });
});

test("a value stands where its column does: constants, outer, own, ordinals", () => {
  const spec = { ...PARTS, constants: { group_type: "tag" } };
  expect(valueColumns(spec)).toEqual([
    "group_type",
    "group_key",
    "part",
    "cost",
    "ordinal",
    "part_ordinal",
  ]);
  const [row] = decodeRecords(spec, list({ Key: "k", Parts: [{ Part: "p", Cost: "1" }] }), ASKED);
  expect(row?.values).toEqual(["tag", "k", "p", "1", "1", "1"]);
});

function sortedRows(spec: Table, records: readonly JsonObject[]): readonly string[] {
  return decodeRecords(spec, list(...records), ASKED)
    .map((row) => writeJson(row))
    .toSorted();
}
