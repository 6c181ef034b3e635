import { assert, bigInt, integer, property } from "fast-check";
import { describe, expect, test } from "vitest";
import { amountText, groupedText } from "../../../src/report/amount-text.ts";

describe("an amount as people read it", () => {
  test.each([
    ["0", "0.00"],
    ["1", "1.00"],
    ["12.5", "12.50"],
    ["999.994", "999.99"],
    ["999.995", "1,000.00"],
    ["1234567.885", "1,234,567.89"],
    ["-1234.565", "-1,234.57"],
    ["-0.004", "0.00"],
    ["-0.005", "-0.01"],
    ["0.00000001", "0.00"],
    ["123456789012345678901234567890.12345678", "123,456,789,012,345,678,901,234,567,890.12"],
  ])("%s is %s", (exact, shown) => {
    expect(amountText(exact)).toBe(shown);
  });

  test("is never half a cent away from the exact one", () => {
    const digits = bigInt({ min: -(10n ** 30n), max: 10n ** 30n });
    assert(
      property(digits, integer({ min: 0, max: 12 }), (units, scale) => {
        const shown = amountText(decimalText(units, scale)).replaceAll(",", "");
        const cents = BigInt(shown.replace(".", ""));
        const difference = cents * 10n ** BigInt(scale) - units * 100n;
        const half = 10n ** BigInt(scale);
        expect(difference * 2n <= half && difference * 2n >= -half).toBe(true);
        expect(shown).toMatch(/^-?\d+\.\d\d$/);
      }),
    );
  });

  test("says what it cannot read as it is", () => {
    expect(amountText("NaN")).toBe("NaN");
  });
});

test("thousands stand apart in counts of any size", () => {
  expect(["0", "999", "1000", "9007199254740993"].map(groupedText)).toEqual([
    "0",
    "999",
    "1,000",
    "9,007,199,254,740,993",
  ]);
});

function decimalText(units: bigint, scale: number): string {
  const digits = (units < 0n ? -units : units).toString().padStart(scale + 1, "0");
  const whole = digits.slice(0, digits.length - scale);
  const fraction = scale === 0 ? "" : `.${digits.slice(digits.length - scale)}`;
  return `${units < 0n ? "-" : ""}${whole}${fraction}`;
}
