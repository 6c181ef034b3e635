import { describe, expect, test } from "vitest";
import { type ColumnKind, readColumn } from "../../../src/domain/column.ts";
import { JsonNumber } from "../../../src/domain/json-number.ts";
import type { Json } from "../../../src/domain/json.ts";
import { SliceError } from "../../../src/domain/slice-error.ts";

const number = (source: string): JsonNumber => new JsonNumber(source);

type Outcome = string | null | { readonly value: string | null; readonly raw: string };
const DRIFT = Symbol("drift");

/** What the kind makes of: a text, a number, null, an absent field, an object, a boolean. */
const KINDS: Readonly<Record<ColumnKind, readonly [Json | undefined, Outcome | typeof DRIFT][]>> = {
  text: [
    ["Singapore Zone ", "Singapore Zone "],
    ["East China\u00a0(Shanghai)", "East China\u00a0(Shanghai)"],
    ["", ""],
    ["-", "-"],
    [number("47.0"), "47.0"],
    [null, null],
    [undefined, null],
    [{ a: "b" }, DRIFT],
    [[], DRIFT],
    [true, DRIFT],
    ["a\u0000b", DRIFT],
    ["\ud83d", DRIFT],
  ],
  code: [
    ["p_cvm", "p_cvm"],
    [" 1 ", " 1 "],
    ["", ""],
    [number("47"), "47"],
    [number("0"), "0"],
    [null, ""],
    [undefined, ""],
    [{}, DRIFT],
    [false, DRIFT],
    ["a\u0000b", DRIFT],
    ["\ude00", DRIFT],
  ],
  identifier: [
    ["200000000001", "200000000001"],
    [" 200000000001", "200000000001"],
    ["4611686018427397919\t", "4611686018427397919"],
    [number("4611686018427397919"), "4611686018427397919"],
    ["-", "-"],
    [null, null],
    [undefined, null],
    [[], DRIFT],
    [true, DRIFT],
    ["\u0000", DRIFT],
  ],
  decimal: [
    ["100.00000000", "100.00000000"],
    [number("333.00000000"), "333.00000000"],
    [number("1e-7"), { value: "0.0000001", raw: "1e-7" }],
    ["-0.00", { value: "0.00", raw: "-0.00" }],
    ["-", { value: null, raw: "-" }],
    ["", { value: null, raw: "" }],
    [null, null],
    [undefined, null],
    [" 1", DRIFT],
    ["free", DRIFT],
    [{}, DRIFT],
    [true, DRIFT],
  ],
  integer: [
    [number("1"), "1"],
    ["-999", "-999"],
    [" 7 ", "7"],
    ["", { value: null, raw: "" }],
    ["-", { value: null, raw: "-" }],
    [" - ", { value: null, raw: " - " }],
    [null, null],
    [undefined, null],
    [number("1.0"), DRIFT],
    [number("1e3"), DRIFT],
    [number("9".repeat(19)), DRIFT],
    [{}, DRIFT],
  ],
  time: [
    ["2026-02-28 10:00:00", "2026-02-28 10:00:00+08"],
    ["0000-00-00 00:00:00", { value: null, raw: "0000-00-00 00:00:00" }],
    ["", { value: null, raw: "" }],
    ["-", { value: null, raw: "-" }],
    [null, null],
    [undefined, null],
    ["2026-02-30 00:00:00", DRIFT],
    ["0000-00-00\u0000", DRIFT],
    [number("1764547200"), DRIFT],
    [[], DRIFT],
  ],
  json: [
    [[{ TagValue: "b", TagKey: "a" }], '[{"TagKey":"a","TagValue":"b"}]'],
    [{ n: number("1.50") }, '{"n":1.50}'],
    [[], "[]"],
    [null, null],
    [undefined, null],
    ["text", DRIFT],
    [number("1"), DRIFT],
    [true, DRIFT],
    [["\u0000"], DRIFT],
    [[number("1e1000")], DRIFT],
    [[{ "\ud800": "" }], DRIFT],
  ],
};

const CASES = Object.entries(KINDS).flatMap(([kind, cases]) =>
  cases.map(([value, outcome]) => ({ kind: kind as ColumnKind, value, outcome })),
);

test.each(CASES.filter(({ outcome }) => outcome !== DRIFT))(
  "a $kind column reads $value as $outcome",
  ({ kind, value, outcome }) => {
    const read = readColumn({ field: "Field", kind }, value);
    expect(read).toEqual(
      typeof outcome === "object" && outcome !== null ? outcome : { value: outcome },
    );
  },
);

test.each(CASES.filter(({ outcome }) => outcome === DRIFT))(
  "a $kind column refuses $value as drift that names the field",
  ({ kind, value }) => {
    const error = refusalOf(() => readColumn({ field: "SomeField", kind }, value));
    expect(error).toMatchObject({ failure: "drift", code: "Drift" });
    expect(error.message).toMatch(/^field SomeField /);
  },
);

describe("a required field", () => {
  const required = { field: "TotalCost", kind: "decimal", required: true } as const;

  test("that is missing is drift: an amount that is not there must not become nothing", () => {
    expect(refusalOf(() => readColumn(required, undefined)).failure).toBe("drift");
  });

  test("that is null is no value, as the vendor marks any field of an answer nullable", () => {
    const column = { field: "TotalCost", kind: "decimal", required: true } as const;
    expect(readColumn(column, null)).toEqual({ value: null });
  });

  test("that is there is read like any other", () => {
    expect(readColumn(required, "1.10")).toEqual({ value: "1.10" });
  });
});

test("a refusal quotes what it found, and not a whole page of it", () => {
  const { message } = refusalOf(() =>
    readColumn({ field: "Cost", kind: "decimal" }, "x".repeat(5000)),
  );
  expect(message).toContain("xxxx");
  expect(message.length).toBeLessThan(120);
});

function refusalOf(read: () => unknown): SliceError {
  try {
    read();
  } catch (error) {
    if (error instanceof SliceError) {
      return error;
    }
    throw error;
  }
  throw new Error("nothing was refused");
}
