import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import type { Column, ColumnKind } from "../../../src/domain/column.ts";
import type { JsonNumber } from "../../../src/domain/json-number.ts";
import { writeJson } from "../../../src/domain/json.ts";
import { laneName, type Stream } from "../../../src/domain/stream.ts";
import { type Table, valueColumns } from "../../../src/domain/table.ts";
import { readStreams } from "../../../src/source/tencent/read-streams.ts";

/** Documented answer fields and their types, by action and then by where the record lies. */
type ApiFields = Readonly<
  Record<string, Readonly<Record<string, Readonly<Record<string, string>>>>>
>;

const API_FIELDS = JSON.parse(
  readFileSync(new URL("../../fixtures/api-fields.json", import.meta.url), "utf8"),
) as ApiFields;

const STREAMS = await readStreams();
const TABLES = STREAMS.flatMap((stream) =>
  stream.tables.map((table, index) => ({
    stream,
    table,
    title: `${stream.name}, table ${index + 1}`,
  })),
);

/** Which column kinds may read a field of the documented type. */
const KINDS_BY_TYPE: Readonly<Record<string, readonly ColumnKind[]>> = {
  string: ["text", "code", "identifier", "decimal", "time"],
  int: ["integer", "identifier", "code", "decimal"],
  float: ["decimal"],
  list: ["json"],
};

describe("what an action answers is accounted for", () => {
  test.each(STREAMS)("$name: every field around its records", (stream) => {
    const lists = stream.tables.flatMap(({ place }) => place.list ?? []);
    const known = new Set([
      "RequestId",
      ...lists,
      ...(stream.paging === undefined ? [] : [stream.paging.totalField, stream.paging.list]),
      ...(stream.readyField === undefined ? [] : [stream.readyField]),
      ...stream.tables.flatMap((table) =>
        table.place.list === undefined ? knownFields(table) : [],
      ),
    ]);
    expect(Object.keys(fieldsOf(stream, "")).filter((field) => !known.has(field))).toEqual([]);
  });

  test.each(TABLES)(
    "$title: every field of a record is a column, an echo, an id or ignored",
    ({ stream, table }) => {
      const known = new Set([...knownFields(table), "RequestId"]);
      const documented = Object.keys(recordFields(stream, table));
      expect(documented.length).toBeGreaterThan(0);
      expect(documented.filter((field) => !known.has(field))).toEqual([]);
    },
  );

  test.each(TABLES)(
    "$title: a list in a record is a table's rows or a json column",
    ({ stream, table }) => {
      const filled = new Set([
        ...stream.tables.flatMap(({ place }) => place.within ?? []),
        ...Object.values(table.columns).flatMap(({ kind, field }) =>
          kind === "json" ? field : [],
        ),
      ]);
      const lists = Object.entries(recordFields(stream, table)).filter(
        ([, type]) => type === "list",
      );
      expect(lists.filter(([field]) => !filled.has(field))).toEqual([]);
    },
  );
});

describe("what is declared exists", () => {
  test.each(TABLES)(
    "$title: every column is read from a documented field of a type it can read",
    ({ stream, table }) => {
      const own = declaredOutside(Object.values(table.columns), familyFields(stream, table));
      const outer = declaredOutside(
        Object.values(table.outerColumns ?? {}),
        fieldsOf(stream, table.place.list ?? ""),
      );
      expect([...own, ...outer]).toEqual([]);
    },
  );

  test.each(TABLES)(
    "$title: echoes, ids and ignored fields are documented",
    ({ stream, table }) => {
      const documented = recordFields(stream, table);
      const named = [
        ...Object.keys(table.echoes ?? {}),
        ...Object.keys(table.ignored ?? {}),
        ...(table.line === undefined ? [] : [table.line.idField]),
      ];
      expect(named.filter((field) => documented[field] === undefined)).toEqual([]);
    },
  );

  test.each(STREAMS.filter(({ paging }) => paging !== undefined))(
    "$name: total, list and id of its pages are documented",
    (stream) => {
      const { totalField, list, idField } = stream.paging!;
      expect(fieldsOf(stream, "")).toHaveProperty(totalField);
      expect(fieldsOf(stream, list)).toHaveProperty(idField ?? "");
    },
  );
});

describe("a column is named after its field", () => {
  // The fields whose columns are named otherwise, because they are part of a key.
  const RENAMED: Readonly<Record<string, string>> = { group_name: "GroupValue" };

  test.each(TABLES)("$title: in snake_case", ({ table }) => {
    const columns = { ...table.outerColumns, ...table.columns };
    const misnamed = Object.entries(columns).filter(
      ([name, { field }]) => RENAMED[name] !== field && snakeCase(field) !== name,
    );
    expect(misnamed).toEqual([]);
  });
});

describe("a table", () => {
  test.each(TABLES)("$title: names no column twice", ({ table }) => {
    const names = valueColumns(table);
    expect(new Set(names).size).toBe(names.length);
  });

  test.each(TABLES.filter(({ table }) => table.mode === "replace"))(
    "$title: has its UIN's column and a charged amount that must be there",
    ({ stream, table }) => {
      expect(table.uinColumn).toBe(stream.role === "payer" ? "payer_uin" : "customer_uin");
      expect(table.columns[table.amount ?? ""]).toMatchObject({ kind: "decimal", required: true });
    },
  );

  test.each(TABLES.filter(({ table }) => table.line !== undefined))(
    "$title: tells lines apart by nothing that a user can rename",
    ({ table }) => {
      const renamable = ["project_name", "instance_name", "tags"];
      expect(table.line?.fingerprint.filter((name) => renamable.includes(name))).toEqual([]);
      expect([...(table.line?.fingerprint ?? []), ...renamable].toSorted()).toEqual(
        Object.keys(table.columns).toSorted(),
      );
    },
  );
});

test("two streams share a table only where constants tell their rows apart, or one enriches the other's", () => {
  const marks = TABLES.map(
    ({ table }) => `${table.name} ${table.mode} ${writeJson(table.constants)}`,
  );
  expect(marks.filter((mark, index) => marks.indexOf(mark) !== index)).toEqual([]);
});

test.each(STREAMS)("$name asks for one UIN and month, in the fields of its action", (stream) => {
  const input = { uin: "200000000001", month: "2026-10", tagKeys: ["env", "team"] };
  const customerUins = ["200000000001", "200000000002"];
  expect(stream.requests({ ...input, customerUins }).map(writeJson)).toEqual(REQUESTS[stream.name]);
});

const BY_CUSTOMER_MONTH = ['{"BillMonth":"2026-10","CustomerUin":200000000001}'];
const CUSTOMER_MONTH = ['{"CustomerUin":200000000001,"Month":"2026-10"}'];
const REQUESTS: Readonly<Record<string, readonly string[]>> = {
  customer: ["{}"],
  customer_info: ['{"CustomerUin":[200000000001,200000000002]}'],
  partner_bill_by_region: BY_CUSTOMER_MONTH,
  partner_bill_by_pay_mode: BY_CUSTOMER_MONTH,
  partner_bill_by_product: BY_CUSTOMER_MONTH,
  partner_bill_total: CUSTOMER_MONTH,
  partner_bill_detail: CUSTOMER_MONTH,
  customer_bill_by_product: ['{"GroupType":"product","Month":"2026-10"}'],
  customer_bill_by_project: ['{"GroupType":"project","Month":"2026-10"}'],
  customer_bill_by_tag: [
    '{"GroupType":"tag","Month":"2026-10","TagKey":["env"]}',
    '{"GroupType":"tag","Month":"2026-10","TagKey":["team"]}',
  ],
  customer_bill_detail: ['{"Month":"2026-10"}'],
  payer_bill_by_region: ['{"BeginTime":"2026-10","EndTime":"2026-10"}'],
};

test("customers are asked about in calls of 20 at most, each customer once", () => {
  const info = STREAMS.find(({ name }) => name === "customer_info")!;
  const customerUins = Array.from({ length: 45 }, (_, index) => String(200_000_000_001 + index));
  const calls = info
    .requests({ uin: "", month: undefined, tagKeys: [], customerUins })
    .map(({ CustomerUin }) => (CustomerUin as readonly JsonNumber[]).map(({ source }) => source));
  expect(calls.map(({ length }) => length)).toEqual([20, 20, 5]);
  expect(calls.flat()).toEqual(customerUins);
});

test.each(["customer_bill_by_tag", "customer_info"])(
  "%s says why it may have nothing to ask",
  (name) => {
    const stream = STREAMS.find((candidate) => candidate.name === name)!;
    expect(stream.requests({ uin: "1", month: "2026-10", tagKeys: [], customerUins: [] })).toEqual(
      [],
    );
    expect(stream.withoutRequests).toBeDefined();
  },
);

test("the documented limits are in force", () => {
  const limits = STREAMS.map((stream) => [laneName(stream), stream.callsPerSecond] as const);
  expect(Object.fromEntries(limits)).toEqual({
    "intlpartnersmgt.DescribeCustomerUin": 20,
    "intlpartnersmgt.DescribeCustomerInfo": 20,
    "intlpartnersmgt.DescribeBillSummaryByRegion": 1,
    "intlpartnersmgt.DescribeBillSummaryByPayMode": 1,
    "intlpartnersmgt.DescribeBillSummaryByProduct": 1,
    "intlpartnersmgt.DescribeCustomerBillSummary": 1,
    "intlpartnersmgt.DescribeCustomerBillDetail": 5,
    "intlpartnersmgt.DescribeBillSummary": 1,
    "intlpartnersmgt.DescribeBillDetail": 1,
    "billing.DescribeBillSummaryByRegion": 20,
  });
});

function fieldsOf(stream: Stream, place: string): Readonly<Record<string, string>> {
  const fields = API_FIELDS[laneName(stream)]?.[place];
  if (fields === undefined) {
    throw new Error(`${laneName(stream)} answers nothing at ${JSON.stringify(place)}`);
  }
  return fields;
}

function recordFields(stream: Stream, { place }: Table): Readonly<Record<string, string>> {
  return fieldsOf(
    stream,
    [place.list, place.within].filter((part) => part !== undefined).join("."),
  );
}

/** The fields of all actions that fill the table: one that an action lacks stays NULL in its rows. */
function familyFields(stream: Stream, table: Table): Readonly<Record<string, string>> {
  const family = TABLES.filter(
    (other) => other.table.columns === table.columns || other.stream === stream,
  ).filter((other) => other.table.name === table.name);
  return Object.assign({}, ...family.map((other) => recordFields(other.stream, other.table)));
}

function knownFields(table: Table): readonly string[] {
  return [
    ...Object.values(table.columns).map(({ field }) => field),
    ...Object.keys(table.echoes ?? {}),
    ...Object.keys(table.ignored ?? {}),
    ...(table.line === undefined ? [] : [table.line.idField]),
  ];
}

function declaredOutside(
  columns: readonly Column[],
  documented: Readonly<Record<string, string>>,
): readonly string[] {
  return columns
    .filter(({ field, kind }) => !(KINDS_BY_TYPE[documented[field] ?? ""] ?? []).includes(kind))
    .map(({ field, kind }) => `${field} as ${kind}`);
}

function snakeCase(field: string): string {
  return field.replace(/([A-Z]+)(?=[A-Z][a-z])|([a-z0-9])(?=[A-Z])/g, "$1$2_").toLowerCase();
}
