import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readDecimal } from "../../../src/domain/plain-decimal.ts";

const digits = (min: number, max: number): fc.Arbitrary<string> =>
  fc.string({ unit: fc.constantFrom(..."0123456789".split("")), minLength: min, maxLength: max });
const whole = digits(0, 25).map((text) => text.replace(/^0+/, "") || "0");
const fraction = fc.option(digits(1, 30), { nil: undefined });
const sign = fc.constantFrom("", "-");
const decimal = fc
  .tuple(sign, whole, fraction)
  .map(([minus, left, right]) => `${minus}${left}${right === undefined ? "" : `.${right}`}`);

/** The value as an integer and how many of its digits are behind the point: exact, by BigInt alone. */
function scaled(text: string): { readonly value: bigint; readonly scale: number } {
  const [left = "", right = ""] = text.split(".");
  return { value: BigInt(left + right), scale: right.length };
}

/** Whether `plain` is exactly `mantissa` × 10^`exponent`. */
function isExpansion(plain: string, mantissa: string, exponent: number): boolean {
  const [a, b] = [scaled(plain), scaled(mantissa)];
  const shift = a.scale - b.scale + exponent;
  return shift >= 0
    ? a.value === b.value * 10n ** BigInt(shift)
    : a.value * 10n ** BigInt(-shift) === b.value;
}

describe("a plain decimal", () => {
  test("comes back digit for digit, unless it is a negative zero", () => {
    fc.assert(
      fc.property(
        decimal.filter((text) => !text.startsWith("-") || /[1-9]/.test(text)),
        (text) => {
          expect(readDecimal(text)).toEqual({ digits: text, keepRaw: false });
        },
      ),
    );
  });

  test.each(["333.00000000", "0", "0.0", "-3059.00402382", "0.00000003", "12345678901234567890"])(
    "%s stays as it is written",
    (text) => {
      expect(readDecimal(text)).toEqual({ digits: text, keepRaw: false });
    },
  );
});

describe("what says more than its value keeps its raw text", () => {
  test.each([
    ["-0", "0"],
    ["-0.0", "0.0"],
    ["-0.00000000", "0.00000000"],
  ])("the negative zero %s loses its sign only", (text, expected) => {
    expect(readDecimal(text)).toEqual({ digits: expected, keepRaw: true });
  });

  test.each(["-", ""])("%j is no amount", (text) => {
    expect(readDecimal(text)).toEqual({ digits: null, keepRaw: true });
  });

  test.each([
    ["1e-7", "0.0000001"],
    ["1E3", "1000"],
    ["1.50e1", "15.0"],
    ["1.5e+3", "1500"],
    ["-2.5e-1", "-0.25"],
    ["0.5e1", "5"],
    ["0e9", "0"],
    ["-0e2", "0"],
    ["12.34e0", "12.34"],
    ["-0.0e-3", "0.0000"],
  ])("the exponent of %s is expanded to %s", (text, expected) => {
    expect(readDecimal(text)).toEqual({ digits: expected, keepRaw: true });
  });

  test("an exponent is expanded exactly, whatever its size, to a plain decimal", () => {
    const exponent = fc.integer({ min: -999, max: 999 });
    fc.assert(
      fc.property(decimal, exponent, fc.constantFrom("e", "E"), (mantissa, power, letter) => {
        const reading = readDecimal(`${mantissa}${letter}${power}`);
        const plain = reading?.digits ?? "";
        expect(reading?.keepRaw).toBe(true);
        expect(plain).toMatch(/^-?(0|[1-9]\d*)(\.\d+)?$/);
        expect(plain).not.toMatch(/^-0(\.0+)?$/);
        expect(isExpansion(plain, mantissa, power)).toBe(true);
      }),
    );
  });
});

test.each([
  "01",
  "00.5",
  "-01",
  "+1",
  ".5",
  "5.",
  "1,000",
  "1_000",
  "0x10",
  "1e",
  "e1",
  "1e1.5",
  "--1",
  "1-",
  " 1",
  "1 ",
  "1\n",
  "NaN",
  "Infinity",
  "null",
  "free",
  "$1",
  "１",
  "1e1000",
  "1e+",
])("%j is refused rather than guessed", (text) => {
  expect(readDecimal(text)).toBeUndefined();
});

describe("what numeric has room for", () => {
  test.each([
    ["digits before the point", "9".repeat(131_072), "9".repeat(131_073)],
    ["digits behind it", `0.${"1".repeat(16_383)}`, `0.${"1".repeat(16_384)}`],
    ["zeros behind it", `-0.${"0".repeat(16_383)}`, `-0.${"0".repeat(16_384)}`],
    ["digits of an exponent", `${"9".repeat(130_073)}e999`, `${"9".repeat(131_072)}e1`],
  ])("%s: the last that fits is read, one more is refused", (_, fits, tooLong) => {
    expect(readDecimal(fits)?.digits).toMatch(/^\d+(\.\d+)?$/);
    expect(readDecimal(tooLong)).toBeUndefined();
  });
});

test("no text at all makes the reader throw, and what it accepts is plain", () => {
  fc.assert(
    fc.property(
      fc.oneof(fc.string(), fc.string({ unit: fc.constantFrom(..."-+.eE0123 ".split("")) })),
      (text) => {
        const plain = readDecimal(text)?.digits ?? "0";
        expect(plain).toMatch(/^-?(0|[1-9]\d*)(\.\d+)?$/);
      },
    ),
  );
});
