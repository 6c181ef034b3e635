import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  addDecimals,
  halfUnitOf,
  isWithin,
  isZero,
  subtractDecimals,
} from "../../../src/pipeline/decimal-sum.ts";

const SCALE_MAX = 12;
const decimal = fc
  .tuple(fc.bigInt({ min: -(10n ** 30n), max: 10n ** 30n }), fc.nat(SCALE_MAX))
  .map(([digits, scale]) => decimalText(digits, scale));

function decimalText(digits: bigint, scale: number): string {
  const text = (digits < 0n ? -digits : digits).toString().padStart(scale + 1, "0");
  const point = text.length - scale;
  const fraction = scale === 0 ? "" : `.${text.slice(point)}`;
  return `${digits < 0n ? "-" : ""}${text.slice(0, point)}${fraction}`;
}

/** The value times 10^12: an integer for every decimal that is drawn here. */
function units(text: string): bigint {
  const [whole = "", fraction = ""] = text.split(".");
  return BigInt(whole + fraction.padEnd(SCALE_MAX, "0"));
}

test.each([
  ["1.10", "1.1", "0.00"],
  ["0.30", "0.1", "0.20"],
  ["100", "0.00000001", "99.99999999"],
  ["-0.5", "0.5", "-1.0"],
  ["-0.05", "-0.05", "0.00"],
  ["0", "0.00000001", "-0.00000001"],
  ["12345678901234567890.12345678", "12345678901234567890.12345677", "0.00000001"],
])("%s - %s is %s, to the last digit", (left, right, difference) => {
  expect(subtractDecimals(left, right)).toBe(difference);
});

test("a difference is exact and as long as the longer of both", () => {
  fc.assert(
    fc.property(decimal, decimal, (left, right) => {
      const difference = subtractDecimals(left, right);
      expect(difference).toMatch(/^-?(0|[1-9]\d*)(\.\d+)?$/);
      expect(units(difference)).toBe(units(left) - units(right));
      expect(scaleOf(difference)).toBe(Math.max(scaleOf(left), scaleOf(right)));
      expect(isZero(difference)).toBe(units(left) === units(right));
    }),
  );
});

test("a difference taken twice the other way round has the other sign", () => {
  fc.assert(
    fc.property(decimal, decimal, (left, right) => {
      expect(units(subtractDecimals(left, right))).toBe(-units(subtractDecimals(right, left)));
    }),
  );
});

test.each(["0", "0.00", "-0.00000000", "00"])("%s is zero", (text) => {
  expect(isZero(text)).toBe(true);
});

test.each(["0.00000001", "-1", "10", "0.10"])("%s is not", (text) => {
  expect(isZero(text)).toBe(false);
});

test.each(["", "-", ".5", "5.", "1e3", "NaN", "Infinity", "0x10", " 1", "1.2.3", "1,000"])(
  "%j is no decimal, and is refused rather than added up",
  (text) => {
    expect(() => subtractDecimals(text, "1")).toThrow(SyntaxError);
    expect(() => subtractDecimals("1", text)).toThrow(SyntaxError);
  },
);

function scaleOf(text: string): number {
  return text.split(".")[1]?.length ?? 0;
}

describe("adding", () => {
  test.each([
    [[], "0"],
    [["0.10"], "0.10"],
    [["0.1", "0.2", "-0.30000000"], "0.00000000"],
    [["99999999999999999999.99", "0.01"], "100000000000000000000.00"],
    [["-1", "0.5"], "-0.5"],
  ])("%j comes to %s", (decimals, sum) => {
    expect(addDecimals(decimals)).toBe(sum);
  });
});

test.each([
  ["0.01", "0.01", true],
  ["-0.01", "0.01", true],
  ["0.010000000000000000001", "0.01", false],
  ["0", "0", true],
  ["0.00000001", "0", false],
  ["1", "10.0", true],
])("whether %s is within %s: %s", (size, limit, expected) => {
  expect(isWithin(size, limit)).toBe(expected);
});

test.each([
  ["333", "0.5"],
  ["12.3", "0.05"],
  ["333.00000000", "0.000000005"],
  ["-0.10", "0.005"],
])("half a unit of the last digit of %s is %s", (sent, half) => {
  expect(halfUnitOf(sent)).toBe(half);
});
