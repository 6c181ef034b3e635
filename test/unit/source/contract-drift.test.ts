import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { ColumnKind } from "../../../src/domain/column.ts";
import { JsonNumber } from "../../../src/domain/json-number.ts";
import type { Json, JsonObject } from "../../../src/domain/json.ts";
import { NotReadyError } from "../../../src/domain/not-ready-error.ts";
import { SliceError } from "../../../src/domain/slice-error.ts";
import type { Slice } from "../../../src/domain/slice.ts";
import type { Stream } from "../../../src/domain/stream.ts";
import type { Table } from "../../../src/domain/table.ts";
import { decodePage } from "../../../src/source/tencent/decode-page.ts";
import { parseLosslessly } from "../../../src/source/tencent/lossless-json.ts";
import { nameDrift } from "../../../src/source/tencent/name-drift.ts";
import { pageFactsOf } from "../../../src/source/tencent/page-facts.ts";
import { readStreams, STREAMS_DIR } from "../../../src/source/tencent/read-streams.ts";
import { sampleAnswer } from "../../support/sample-answer.ts";
import { sliceOf } from "../../support/slice-of.ts";

const FIXTURES = join(import.meta.dirname, "../../fixtures");
const STREAMS = await readStreams([
  STREAMS_DIR,
  join(FIXTURES, "streams"),
  join(FIXTURES, "made-up/streams"),
]);

/** What no field of each kind may be. */
const RETYPED: Readonly<Record<ColumnKind, readonly Json[]>> = {
  text: [true, {}, ["a"]],
  code: [false, { a: "1" }, []],
  identifier: [true, {}, [new JsonNumber("1")]],
  decimal: [true, {}, [], "free", "1,5", "NaN"],
  integer: [new JsonNumber("1.5"), "many", {}],
  time: [new JsonNumber("1764547200"), "yesterday", {}],
  json: ["text", new JsonNumber("1"), true],
};

type Drift = {
  readonly stream: Stream;
  readonly what: string;
  readonly field: string;
  readonly answer: JsonObject;
};

const drifts = STREAMS.flatMap(driftsOf);

describe("an answer that drifted from its stream's declaration fails its slice by name of stream and field", () => {
  test.each(drifts.map((drift) => [drift.stream.name, drift.what, drift] as const))(
    "%s: %s",
    (name, _what, { stream, field, answer }) => {
      const refusal = refusalOf(sliceOf(stream), answer);
      expect(refusal).toMatchObject({ failure: "drift", code: "Drift", requestId: "r-1" });
      expect(refusal.message).toMatch(new RegExp(`^${name}: field ${field} `));
      expect(refusal.hint).toContain(`declaration of ${name}: the last good rows were kept`);
    },
  );

  test("whichever of the streams it is, and whether the field is missing or of another type", () => {
    const told = new Set(drifts.map(({ stream }) => stream.name));
    expect([...told].toSorted()).toEqual(STREAMS.map(({ name }) => name).toSorted());
    expect(drifts.filter(({ what }) => what.includes("is missing")).length).toBeGreaterThan(12);
    expect(drifts.length).toBeGreaterThan(300);
  });
});

describe("an answer that did not drift", () => {
  test.each(STREAMS.map((stream) => [stream.name, stream] as const))(
    "%s: is read, and so it is without the fields that need not be there",
    (_name, stream) => {
      const answer = sampleAnswer(sliceOf(stream));
      expect(rowCounts(stream, answer)).toEqual(
        stream.tables.map(({ place: { list, within } }) =>
          list === undefined ? 1 : within === undefined ? 2 : 4,
        ),
      );
      const sparse = stream.tables
        .flatMap((table) => optionalFields(table).map((field) => ({ table, field })))
        .reduce<JsonObject>(
          (left, { table, field }) => changed(left, table, (record) => without(record, field)),
          answer,
        );
      expect(rowCounts(stream, sparse)).toEqual(rowCounts(stream, answer));
    },
  );

  test.each(
    STREAMS.filter(({ tables }) => tables[0]?.place.list !== undefined).map(
      (stream) => [stream.name, stream] as const,
    ),
  )("%s: has no rows where its list is empty, null or not there", (_name, stream) => {
    const list = stream.tables[0]?.place.list ?? "";
    for (const answer of [{ [list]: [] }, { [list]: null }, {}, { Notes: ["a text"] }]) {
      expect(rowCounts(stream, { RequestId: "r-1", ...answer })).toEqual(
        stream.tables.map(() => 0),
      );
    }
  });
});

test.each([
  ["billing-describe-bill-summary-by-region", "payer_bill_by_region"],
  ["describe-bill-detail", "customer_bill_detail"],
  ["describe-bill-summary-by-pay-mode", "partner_bill_by_pay_mode"],
  ["describe-bill-summary-by-product", "customer_bill_by_product"],
  ["describe-bill-summary-by-project", "customer_bill_by_project"],
  ["describe-bill-summary-by-region", "partner_bill_by_region"],
  ["describe-bill-summary-by-tag", "customer_bill_by_tag"],
])(
  "the vendor's own sample %s has no field that %s does not know, and no raw text",
  (file, name) => {
    const envelope = parseLosslessly(readFileSync(join(FIXTURES, `vendor/${file}.json`), "utf8"));
    const answer = (envelope as { readonly Response: JsonObject }).Response;
    const stream = STREAMS.find((candidate) => candidate.name === name) ?? raise();
    // They answer with a month and an owner of their own.
    const slice = sliceOf(stream, { uin: "132", month: "2021-11" });
    const rows = decodePage(slice, answer).flat();
    expect(rows.length).toBeGreaterThan(0);
    expect(rows.filter(({ extra }) => extra !== null)).toEqual([]);
  },
);

describe("whether a bill is ready", () => {
  const [stream] = STREAMS.filter(({ readyField }) => readyField !== undefined);
  const answering = (Ready: Json | undefined): (() => unknown) => {
    const answer = sampleAnswer(sliceOf(stream ?? raise()));
    return () =>
      decodePage(sliceOf(stream ?? raise()), Ready === undefined ? answer : { ...answer, Ready });
  };

  test.each([undefined, null, "1", new JsonNumber("1")])("%j says that it is", (ready) => {
    expect(answering(ready)).not.toThrow();
  });

  test.each(["0", new JsonNumber("0")])("%j says that it is not", (ready) => {
    expect(answering(ready)).toThrow(NotReadyError);
  });
});

/** Every answer that differs from a good one in one field that is gone or of another type. */
function driftsOf(stream: Stream): readonly Drift[] {
  const answer = sampleAnswer(sliceOf(stream));
  const drift = (field: string, what: string, changedAnswer: JsonObject): Drift => ({
    stream,
    field,
    what: `field ${field} ${what}`,
    answer: changedAnswer,
  });
  return [
    ...stream.tables.flatMap((table) => [
      ...fieldsOf(table).flatMap(({ field, kind }) =>
        RETYPED[kind].map((value) =>
          drift(
            field,
            `is ${JSON.stringify(value)}`,
            changed(answer, table, (record) => ({ ...record, [field]: value })),
          ),
        ),
      ),
      ...requiredFields(table).map((field) =>
        drift(
          field,
          "is missing",
          changed(answer, table, (record) => without(record, field)),
        ),
      ),
      ...listDrifts(table, answer).map(([field, what, changedAnswer]) =>
        drift(field, what, changedAnswer),
      ),
    ]),
    ...[stream.paging?.totalField, stream.readyField]
      .filter((field) => field !== undefined)
      .flatMap((field) =>
        [true, "many", {}].map((value) =>
          drift(field, `is ${JSON.stringify(value)}`, { ...answer, [field]: value }),
        ),
      ),
  ];
}

function listDrifts(
  { place: { list, within } }: Table,
  answer: JsonObject,
): readonly (readonly [string, string, JsonObject])[] {
  if (list === undefined) {
    return [];
  }
  if (within === undefined) {
    const { [list]: records = null, ...rest } = answer;
    return [
      [list, "is an object", { ...answer, [list]: { a: "1" } }],
      [list, "is a text", { ...answer, [list]: "none" }],
      [list, "is missing and called otherwise", { ...rest, Renamed: records }],
    ];
  }
  const outer = { place: { list } };
  return [
    [within, "is a text", changed(answer, outer, (record) => ({ ...record, [within]: "none" }))],
    [
      within,
      "is missing and called otherwise",
      changed(answer, outer, ({ [within]: records = null, ...rest }) => ({
        ...rest,
        Renamed: records,
      })),
    ],
  ];
}

function fieldsOf(table: Table): readonly { readonly field: string; readonly kind: ColumnKind }[] {
  return [
    ...Object.values(table.columns),
    ...Object.keys(table.echoes ?? {}).map((field) => ({ field, kind: "identifier" }) as const),
    ...(table.line === undefined
      ? []
      : [{ field: table.line.idField, kind: "identifier" } as const]),
  ];
}

function requiredFields(table: Table): readonly string[] {
  return Object.values(table.columns)
    .filter(({ required }) => required === true)
    .map(({ field }) => field);
}

function optionalFields(table: Table): readonly string[] {
  const required = requiredFields(table);
  return fieldsOf(table).flatMap(({ field }) => (required.includes(field) ? [] : [field]));
}

/** The answer with the last record of `table` changed: a page is refused for any record of it. */
function changed(
  answer: JsonObject,
  { place: { list, within } }: Pick<Table, "place">,
  change: (record: JsonObject) => JsonObject,
): JsonObject {
  if (list === undefined) {
    return change(answer);
  }
  const changeLast = (holder: JsonObject, field: string, how: typeof change): JsonObject => {
    const records = holder[field] as readonly JsonObject[];
    return { ...holder, [field]: [...records.slice(0, -1), how(records.at(-1) ?? {})] };
  };
  return within === undefined
    ? changeLast(answer, list, change)
    : changeLast(answer, list, (outer) => changeLast(outer, within, change));
}

function without(record: JsonObject, field: string): JsonObject {
  return Object.fromEntries(Object.entries(record).filter(([name]) => name !== field));
}

function rowCounts(stream: Stream, answer: JsonObject): readonly number[] {
  return decodePage(sliceOf(stream), answer).map((rows) => rows.length);
}

/** What the source refuses about the answer: its paging first, then its records. */
function refusalOf(slice: Slice, changedAnswer: JsonObject): SliceError {
  const answer = { ...changedAnswer, RequestId: "r-1" };
  const { paging } = slice.stream;
  const paged = errorOf(() => paging === undefined || pageFactsOf(paging, answer, 1));
  const error =
    paged === undefined
      ? errorOf(() => decodePage(slice, answer))
      : nameDrift(paged, slice.stream, answer);
  if (error instanceof SliceError) {
    return error;
  }
  throw error instanceof Error ? error : new Error("nothing was refused");
}

function errorOf(read: () => unknown): unknown {
  try {
    read();
    return undefined;
  } catch (error) {
    return error;
  }
}

function raise(): never {
  throw new Error("there is no such stream");
}
