import { assert, json, oneof, property, string } from "fast-check";
import { expect, test } from "vitest";
import { readPageMark, writePageMark } from "../../../src/source/tencent/page-mark.ts";

const MARK = {
  number: 7,
  size: 200,
  rows: 200,
  total: 1234,
  fingerprint: "a+b/c=",
  hasIds: true,
  content: "",
};

test.each([MARK, { ...MARK, total: undefined }, { ...MARK, number: 1, content: "xyz=" }])(
  "a mark is read as it was written: %j",
  (mark) => {
    expect(readPageMark(mark.number, writePageMark(mark))).toEqual(mark);
  },
);

test("whatever another version wrote is no mark", () => {
  assert(
    property(oneof(string(), json()), (text) => {
      expect(readPageMark(1, text)).toBeUndefined();
    }),
  );
  expect(readPageMark(1, writePageMark(MARK).replace("}", ',"newer":1}'))).toBeUndefined();
});
