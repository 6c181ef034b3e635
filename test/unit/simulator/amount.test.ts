import * as fc from "fast-check";
import { expect, test } from "vitest";
import {
  amountOf,
  paddedText,
  percentText,
  trimmedText,
} from "../../../src/simulator/tenant/amount.ts";

test.each([
  ["0", "0.00000000", "0"],
  ["10", "10.00000000", "10"],
  ["0.044784", "0.04478400", "0.044784"],
  ["0.00000003", "0.00000003", "0.00000003"],
  ["-3059.00402382", "-3059.00402382", "-3059.00402382"],
  ["-0.5", "-0.50000000", "-0.5"],
  ["123456789012345678.90000000", "123456789012345678.90000000", "123456789012345678.9"],
])("%s is written as %s or %s", (text, padded, trimmed) => {
  expect(paddedText(amountOf(text))).toBe(padded);
  expect(trimmedText(amountOf(text))).toBe(trimmed);
});

test("both ways of writing an amount keep its value", () => {
  fc.assert(
    fc.property(fc.bigInt(-(10n ** 30n), 10n ** 30n), (amount) => {
      expect(amountOf(paddedText(amount))).toBe(amount);
      expect(amountOf(trimmedText(amount))).toBe(amount);
    }),
  );
});

test.each(["", "-", "1e3", ".5", "1.", "0.123456789", " 1"])("%j is no amount", (text) => {
  expect(() => amountOf(text)).toThrow(RangeError);
});

test.each([
  ["1", "3", "33.33"],
  ["2", "3", "66.67"],
  ["3", "3", "100.00"],
  ["-5", "3", "0.00"],
  ["5", "0", "0.00"],
])("the share of %s in %s is %s percent", (part, total, percent) => {
  expect(percentText(amountOf(part), amountOf(total))).toBe(percent);
});
