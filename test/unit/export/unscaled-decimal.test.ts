import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { unscaledDecimal } from "../../../src/export/unscaled-decimal.ts";

const DIGITS = ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"];

const digits = (maxLength: number): fc.Arbitrary<string> =>
  fc.string({ unit: fc.constantFrom(...DIGITS), minLength: 1, maxLength });

describe("a decimal as a whole number of its units", () => {
  test("is the same number, whatever its sign and length", () => {
    const sizes = fc.record({
      sign: fc.constantFrom("", "-"),
      integer: digits(20),
      fraction: digits(18),
    });
    fc.assert(
      fc.property(sizes, ({ sign, integer, fraction }) => {
        const unscaled = unscaledDecimal(`${sign}${integer}.${fraction}`, 18);
        expect(unscaled).toBe(BigInt(`${sign}${integer}${fraction.padEnd(18, "0")}`));
      }),
    );
  });

  test("loses zeros at the end, and nothing else", () => {
    expect(unscaledDecimal("333.00000000", 2)).toBe(33_300n);
    expect(unscaledDecimal("333.00000000", 0)).toBe(333n);
    expect(unscaledDecimal("-0.5", 3)).toBe(-500n);
    expect(unscaledDecimal("7", 2)).toBe(700n);
  });

  test.each([
    ["0.001", 2],
    ["-0.0000000000000000001", 18],
    ["9".repeat(39), 0],
    ["1" + "0".repeat(20), 18],
    [`-${"9".repeat(38)}`, 1],
  ])("is refused where it would be rounded or cut: %s with %i", (text, scale) => {
    expect(() => unscaledDecimal(text, scale)).toThrow(RangeError);
  });

  test("may have 38 digits in all", () => {
    expect(unscaledDecimal(`-${"9".repeat(20)}.${"9".repeat(18)}`, 18)).toBe(-(10n ** 38n) + 1n);
  });
});
