import { type HonestAnswer, listField, recordsOf } from "./honest-answer.ts";
import { type Mutation, picked, type TreeMutator } from "./mutation.ts";
import { VENDOR_CODES } from "./vendor-codes.ts";
import { type WireJson, WireNumber, WireObject } from "./wire-json.ts";

const number = (text: string): WireNumber => new WireNumber(text);
const object = (members: Readonly<Record<string, WireJson>>): WireObject =>
  new WireObject(Object.entries(members));

/** Stands for leaving the field out. */
const ABSENT = Symbol("absent");
type Given = WireJson | typeof ABSENT;

const TOTALS: readonly ((rows: number) => Given)[] = [
  (rows) => number(String(Math.max(0, rows - 1))),
  () => number("0"),
  (rows) => number(String(rows + 1)),
  (rows) => number(String(rows + 1000)),
  (rows) => String(rows),
  (rows) => ` ${rows} `,
  (rows) => number(String(rows)),
  () => number("-1"),
  () => number("-0"),
  (rows) => number(`${rows}.0`),
  (rows) => number(`${rows}.5`),
  (rows) => number(`${rows}e0`),
  () => number("9999999999999"),
  () => "",
  () => "many",
  () => null,
  () => true,
  () => [],
  () => object({}),
  () => ABSENT,
];
const LISTS: readonly Given[] = [
  null,
  ABSENT,
  [],
  object({}),
  "",
  "[]",
  number("0"),
  false,
  [null],
];
const ANOTHER_BILL: Readonly<Record<"uin" | "month", readonly Given[]>> = {
  uin: [
    number("200000000999"),
    "200000000999",
    "2000000000011",
    "-",
    number("2e11"),
    "\u0000",
    "x".repeat(20_000),
    true,
    object({}),
    [],
    null,
    "",
    ABSENT,
  ],
  month: [
    "2026-11",
    "2025-10",
    "2026-10x",
    "2026-100",
    number("202610"),
    "-",
    "\u0000",
    "x".repeat(20_000),
    false,
    object({}),
    [],
    null,
    "",
    ABSENT,
  ],
};
const READY: readonly Given[] = [
  number("0"),
  "0",
  number("1"),
  "1",
  number("2"),
  number("0.0"),
  number("-0"),
  false,
  true,
  "",
  "yes",
  null,
  [],
  object({}),
  "x".repeat(20_000),
  ABSENT,
];
const MESSAGES: readonly Given[] = [
  "Simulated.",
  "with\u0000nought",
  "\ud800",
  "x".repeat(50_000),
  null,
  number("5"),
  object({}),
  ABSENT,
];
const NO_ERRORS: readonly WireJson[] = [
  "InternalError",
  [],
  [object({ Code: "InternalError", Message: "m" })],
  number("5"),
  true,
  false,
  "",
  object({}),
  object({ Code: number("4000"), Message: "m" }),
  object({ Code: null }),
  object({ Code: "x".repeat(20_000), Message: "m" }),
  object({ Code: "with\u0000nought", Message: "m" }),
];

/** Changes of what an answer says as a whole. */
export const ANSWER_MUTATIONS: Readonly<Record<string, TreeMutator>> = {
  Total: (fields, { choice }, honest) => {
    const field = honest.stream.paging?.totalField ?? "Total";
    const total = picked(TOTALS, choice)?.(recordsOf(honest.stream, fields).length) ?? ABSENT;
    return given(fields, field, total);
  },
  "rows dropped": rowsChanged((rows, { pick }) => rows.toSpliced(pick % (rows.length || 1), 1)),
  "rows doubled": rowsChanged((rows, { pick, choice }) => {
    const row = picked(rows, pick);
    return row === undefined ? rows : rows.toSpliced(choice % (rows.length + 1), 0, row);
  }),
  "rows reordered": rowsChanged((rows, { pick, choice }) => {
    const turned = rows
      .slice(pick % (rows.length || 1))
      .concat(rows.slice(0, pick % (rows.length || 1)));
    return choice % 2 === 0 ? turned : turned.toReversed();
  }),
  "list replaced": (fields, { choice }, { stream }) =>
    given(fields, listField(stream) ?? "TotalCost", picked(LISTS, choice) ?? null),
  "list renamed": (fields, { choice }, { stream }) => {
    const list = listField(stream);
    const value = fields.get(list ?? "");
    const name = picked([`${list}V2`, `${list}`.toLowerCase(), "Items"], choice) ?? "";
    return list === undefined || value === undefined
      ? fields
      : fields.without(list).with(name, value);
  },
  "another bill": anotherBill,
  Ready: (fields, { choice }) => given(fields, "Ready", picked(READY, choice) ?? null),
  "error code": (fields, { pick, choice }) => {
    const message = picked(MESSAGES, pick) ?? null;
    const error = object({ Code: picked(VENDOR_CODES, choice) ?? "" });
    const said = given(error, "Message", message);
    // Most errors come alone, some beside what would have been the answer.
    return pick % 3 === 0
      ? fields.with("Error", said)
      : object({ Error: said, RequestId: fields.get("RequestId") ?? "r-1" });
  },
  "error of another shape": (fields, { pick, choice }) => {
    const error = picked(NO_ERRORS, choice) ?? null;
    return pick % 2 === 0
      ? fields.with("Error", error)
      : object({ Error: error, RequestId: "r-1" });
  },
  // The clock itself is set in the Date header.
  "server clock": (_fields, { pick }) =>
    object({
      Error: object({
        Code: "AuthFailure.SignatureExpire",
        Message: picked(MESSAGES, pick) === null ? null : "The timestamp is out of date.",
      }),
      RequestId: "r-1",
    }),
  "odd RequestId": (fields, { choice }) =>
    given(
      fields,
      "RequestId",
      picked(
        [ABSENT, null, number("5"), "", "with\u0000nought", "x".repeat(20_000), object({})],
        choice,
      ) ?? null,
    ),
};

function given(fields: WireObject, name: string, value: Given): WireObject {
  return value === ABSENT ? fields.without(name) : fields.with(name, value);
}

function rowsChanged(
  change: (rows: readonly WireJson[], mutation: Mutation) => readonly WireJson[],
): TreeMutator {
  return (fields, mutation, { stream }: HonestAnswer) => {
    const list = listField(stream);
    const rows = recordsOf(stream, fields);
    return list === undefined || rows.length === 0
      ? fields
      : fields.with(list, change(rows, mutation));
  };
}

function anotherBill(
  fields: WireObject,
  { pick, choice }: Mutation,
  honest: HonestAnswer,
): WireObject {
  const [table] = honest.stream.tables;
  const echo = picked(Object.entries(table?.echoes ?? {}), pick);
  const rows = recordsOf(honest.stream, fields);
  const list = listField(honest.stream);
  if (echo === undefined || list === undefined) {
    return fields;
  }
  const [field, meaning] = echo;
  const other = picked(ANOTHER_BILL[meaning], choice) ?? null;
  return fields.with(
    list,
    rows.map((row, index) =>
      index === pick % rows.length && row instanceof WireObject ? given(row, field, other) : row,
    ),
  );
}
