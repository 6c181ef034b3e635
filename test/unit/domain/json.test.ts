import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { JsonNumber } from "../../../src/domain/json-number.ts";
import { isJsonArray, isJsonObject, type Json, writeJson } from "../../../src/domain/json.ts";
import { isStorableJson, isStorableText } from "../../../src/domain/storable-text.ts";

const number = (source: string): JsonNumber => new JsonNumber(source);

describe("written JSON", () => {
  test("lists names in sorted order at every depth", () => {
    expect(writeJson({ b: { z: null, a: true }, a: [{ d: "", c: [] }], B: {} })).toBe(
      '{"B":{},"a":[{"c":[],"d":""}],"b":{"a":true,"z":null}}',
    );
  });

  test.each(["333.00000000", "4611686018427397919", "1e-7", "-0", "0.10", "1E400"])(
    "leaves the digits of %s alone",
    (source) => {
      expect(writeJson([number(source)])).toBe(`[${source}]`);
    },
  );

  test("is the same for equal content in any order of names", () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue(), { maxKeys: 6 }), (value) => {
        const turned = Object.fromEntries(Object.entries(value).toReversed());
        expect(writeJson(turned as Json & object)).toBe(writeJson(value as Json & object));
      }),
    );
  });

  test("reads back as what was written", () => {
    const withoutNumbers = fc.jsonValue().map((value) => dropNumbers(value as never));
    fc.assert(
      fc.property(withoutNumbers, (value) => {
        expect(JSON.parse(writeJson(value))).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });

  test("keeps a name that JavaScript treats specially", () => {
    const value = JSON.parse('{"__proto__": "x", "constructor": "y"}') as Json;
    expect(writeJson(value)).toBe('{"__proto__":"x","constructor":"y"}');
  });
});

test("a number as digits is neither a list nor an object", () => {
  expect([isJsonObject(number("1")), isJsonArray(number("1"))]).toEqual([false, false]);
  expect([isJsonObject(null), isJsonObject([]), isJsonObject(undefined)]).toEqual([
    false,
    false,
    false,
  ]);
  expect([isJsonObject({}), isJsonArray([])]).toEqual([true, true]);
});

test.each([
  ["plain", true],
  ["East China\u00a0(Shanghai)", true],
  ["😀", true],
  ["\\u0000 as six characters", true],
  ["\u0000", false],
  ["half \ud83d of a pair", false],
  ["half \ude00 of a pair", false],
])("PostgreSQL can store the text %j: %s", (text, expected) => {
  expect(isStorableText(text)).toBe(expected);
  const holders = [text, [text], { name: text }, { [text]: null }];
  expect(holders.map(isStorableJson)).toEqual(holders.map(() => expected));
});

test.each([
  ["1.50", true],
  ["-0", true],
  ["1e999", true],
  ["1e1000", false],
  ["9".repeat(131_072), true],
  ["9".repeat(131_073), false],
  [`0.${"1".repeat(16_384)}`, false],
])("PostgreSQL can store the number %.20s inside jsonb: %s", (source, expected) => {
  expect(isStorableJson([{ deep: number(source) }])).toBe(expected);
});

test("JSON can be stored exactly when each of its texts can", () => {
  const awkward = fc.constantFrom(
    "\u0000",
    "\ud800",
    "\udfff",
    "\\",
    "u0000",
    "ud800",
    '"',
    "😀",
    "a",
  );
  fc.assert(
    fc.property(
      fc.array(awkward).map((parts) => parts.join("")),
      (text) => {
        expect(isStorableJson([text])).toBe(isStorableText(text));
      },
    ),
  );
});

function dropNumbers(value: Json): Json {
  if (Array.isArray(value)) {
    return value.map(dropNumbers);
  }
  if (typeof value === "object" && value !== null) {
    return Object.fromEntries(
      Object.entries(value).map(([name, item]) => [name, dropNumbers(item as Json)]),
    );
  }
  return typeof value === "number" ? null : value;
}
