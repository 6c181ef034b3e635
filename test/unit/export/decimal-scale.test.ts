import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { decimalScale } from "../../../src/export/decimal-scale.ts";

describe("the digits behind the point", () => {
  test("are 18 wherever that is enough, so that files of different months have one type", () => {
    expect(decimalScale({ integerDigits: 0, fractionDigits: 0 })).toBe(18);
    expect(decimalScale({ integerDigits: 20, fractionDigits: 8 })).toBe(18);
  });

  test("are more where a value has more, and fewer where large values need the room", () => {
    expect(decimalScale({ integerDigits: 6, fractionDigits: 31 })).toBe(31);
    expect(decimalScale({ integerDigits: 36, fractionDigits: 1 })).toBe(2);
    expect(decimalScale({ integerDigits: 38, fractionDigits: 0 })).toBe(0);
  });

  test("are refused exactly where 38 digits in all are not enough", () => {
    const digits = fc.nat({ max: 45 });
    fc.assert(
      fc.property(digits, digits, (integerDigits, fractionDigits) => {
        const scale = decimalScale({ integerDigits, fractionDigits });
        const isRefused = integerDigits + fractionDigits > 38;
        const isEnough =
          scale !== undefined && scale >= fractionDigits && scale + integerDigits <= 38;
        expect({ isEnough, scale: isEnough ? undefined : scale }).toEqual({
          isEnough: !isRefused,
          scale: undefined,
        });
      }),
    );
  });
});
