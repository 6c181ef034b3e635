import * as fc from "fast-check";
import { expect, test } from "vitest";
import { type BillLine, makeLine } from "../../../src/simulator/tenant/bill-line.ts";
import {
  generatedLines,
  readLines,
  spliceLines,
} from "../../../src/simulator/tenant/bill-lines.ts";

const line = (id: string): BillLine => makeLine("2026-01", { id });
const ids = (lines: Iterable<BillLine>): readonly string[] => [...lines].map(({ id }) => id);

test("edited lines read like an array edited the same way", () => {
  const edit = fc.record({
    at: fc.nat(40),
    remove: fc.nat(3),
    added: fc.array(fc.uuid(), { maxLength: 3 }),
  });
  fc.assert(
    fc.property(fc.array(edit, { maxLength: 12 }), fc.nat(30), fc.nat(30), (edits, from, count) => {
      const model = Array.from({ length: 20 }, (_, at) => `g${at}`);
      let lines = generatedLines(20, (at) => line(`g${at}`));
      for (const { at, remove, added } of edits) {
        const position = Math.min(at, model.length);
        const gone = Math.min(remove, model.length - position);
        model.splice(position, gone, ...added);
        lines = spliceLines(lines, position, gone, added.map(line));
      }
      expect(lines.length).toBe(model.length);
      expect(ids(readLines(lines))).toEqual(model);
      expect(ids(readLines(lines, from, count))).toEqual(model.slice(from, from + count));
    }),
  );
});

test("a position outside of the lines is refused", () => {
  const lines = generatedLines(3, (at) => line(`${at}`));
  expect(() => spliceLines(lines, 4, 0, [line("x")])).toThrow(RangeError);
  expect(() => spliceLines(lines, 2, 2)).toThrow(RangeError);
});

test("reading a page makes the lines of that page only", () => {
  const made: number[] = [];
  const lines = generatedLines(1_000_000, (at) => {
    made.push(at);
    return line(`${at}`);
  });
  expect(ids(readLines(lines, 999_998, 200))).toEqual(["999998", "999999"]);
  expect(made).toEqual([999_998, 999_999]);
});
