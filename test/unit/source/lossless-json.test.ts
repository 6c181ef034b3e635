import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { JsonNumber } from "../../../src/domain/json-number.ts";
import { type JsonObject, writeJson } from "../../../src/domain/json.ts";
import { parseLosslessly } from "../../../src/source/tencent/lossless-json.ts";

const NUMBER = /^-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?$/;

describe("a number in an answer", () => {
  test.each([
    "333.00000000",
    "4611686018427397919",
    "0.12345678901234567890",
    "-0",
    "-0.0",
    "1e-7",
    "1E400",
    "10",
    "0",
  ])("keeps the digits of %s", (source) => {
    expect(parseLosslessly(`{"a":[${source}]}`)).toEqual({ a: [new JsonNumber(source)] });
  });

  test("keeps its digits wherever it stands and whatever they are", () => {
    fc.assert(
      fc.property(fc.stringMatching(NUMBER), (source) => {
        expect(parseLosslessly(source)).toEqual(new JsonNumber(source));
        expect(writeJson(parseLosslessly(`{"a":{"b":[1,${source},"${source}"]}}`))).toBe(
          `{"a":{"b":[1,${source},"${source}"]}}`,
        );
      }),
    );
  });

  test("is the last one where its name is listed twice, as JSON.parse has it", () => {
    expect(parseLosslessly('{"a":1.0,"a":2.00}')).toEqual({ a: new JsonNumber("2.00") });
  });
});

test("everything that is no number comes as JSON.parse gives it", () => {
  const answer =
    '{"t":"East China\\u00a0(Shanghai)","n":null,"b":[true,false],"o":{"source":"1"},"e":[]}';
  expect(parseLosslessly(answer)).toEqual(JSON.parse(answer));
});

test("a name that JavaScript treats specially is an ordinary field", () => {
  const parsed = parseLosslessly('{"__proto__":1.0}') as JsonObject;
  expect(Object.entries(parsed)).toEqual([["__proto__", new JsonNumber("1.0")]]);
});

test.each([
  ["lists", "[", "1", "]"],
  ["objects", '{"a":', "1", "}"],
])("%s within each other are a SyntaxError from 101 levels on", (_, open, value, close) => {
  const nested = (depth: number): string => open.repeat(depth) + value + close.repeat(depth);
  expect(parseLosslessly(nested(100))).toBeTypeOf("object");
  for (const depth of [101, 3_000, 30_000]) {
    expect(() => parseLosslessly(nested(depth))).toThrow(SyntaxError);
  }
});

test.each(["", "{", '{"a":01}', '{"a":+1}', "NaN", "<html>"])("%j is a SyntaxError", (text) => {
  expect(() => parseLosslessly(text)).toThrow(SyntaxError);
});
