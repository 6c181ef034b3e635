import * as fc from "fast-check";
import { expect, test } from "vitest";
import {
  addMonths,
  billMonthAt,
  firstDay,
  instantOfDay,
  isBillMonth,
  monthsBetween,
  settledAt,
} from "../../../src/domain/bill-month.ts";

test.each([
  ["2026-01", true],
  ["2026-12", true],
  ["2000-01", true],
  ["1999-12", false],
  ["2026-00", false],
  ["2026-13", false],
  ["2026-1", false],
  ["26-01", false],
  ["2026-01-01", false],
  [" 2026-01", false],
  ["2026-01\n", false],
  ["", false],
])("%j as a bill month: %s", (text, expected) => {
  expect(isBillMonth(text)).toBe(expected);
});

test.each([
  ["2026-01-31T15:59:59.999Z", "2026-01"],
  ["2026-01-31T16:00:00.000Z", "2026-02"],
  ["2025-12-31T15:59:59.999Z", "2025-12"],
  ["2025-12-31T16:00:00.000Z", "2026-01"],
  ["2024-02-29T15:59:59.999Z", "2024-02"],
  ["2024-02-29T16:00:00.000Z", "2024-03"],
])("a month begins at midnight UTC+8: %s lies in %s", (instant, month) => {
  expect(billMonthAt(Date.parse(instant))).toBe(month);
});

test.each([
  ["2026-01", 0, "2026-01"],
  ["2026-01", -1, "2025-12"],
  ["2026-12", 1, "2027-01"],
  ["2026-06", 30, "2028-12"],
  ["2026-06", -30, "2023-12"],
  ["2026-12", -12, "2025-12"],
])("%s and %d months is %s", (month, count, expected) => {
  expect(addMonths(month, count)).toBe(expected);
});

test("months that are added and taken away again leave the month as it was", () => {
  const month = fc
    .tuple(fc.integer({ min: 2000, max: 2999 }), fc.integer({ min: 1, max: 12 }))
    .map(([year, number]) => `${year}-${String(number).padStart(2, "0")}`);
  fc.assert(
    fc.property(month, fc.integer({ min: -600, max: 600 }), (start, count) => {
      expect(addMonths(addMonths(start, count), -count)).toBe(start);
    }),
  );
});

test.each([
  ["2025-11", "2026-02", ["2025-11", "2025-12", "2026-01", "2026-02"]],
  ["2026-02", "2026-02", ["2026-02"]],
  ["2026-03", "2026-02", []],
])("from %s to %s are %j, both ends included", (from, to, months) => {
  expect(monthsBetween(from, to)).toEqual(months);
});

test("the warehouse stores a month as its first day", () => {
  expect(firstDay("2026-02")).toBe("2026-02-01");
});

test("a day of a month begins at midnight UTC+8", () => {
  expect(new Date(instantOfDay("2026-03", 1)).toISOString()).toBe("2026-02-28T16:00:00.000Z");
  expect(new Date(instantOfDay("2026-03", 31)).toISOString()).toBe("2026-03-30T16:00:00.000Z");
});

test.each([
  ["2026-01", "2026-02-06T16:00:00.000Z"],
  ["2025-12", "2026-01-06T16:00:00.000Z"],
  ["2024-02", "2024-03-06T16:00:00.000Z"],
])("the bill of %s is settled once the 6th of the next month is over", (month, instant) => {
  expect(new Date(settledAt(month)).toISOString()).toBe(instant);
});
