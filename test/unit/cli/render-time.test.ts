import { expect, test } from "vitest";
import { ageText, isoText, monthText, utc8Text } from "../../../src/cli/render-time.ts";

test("an instant is told on the clock of UTC+8", () => {
  expect(utc8Text(Date.parse("2026-10-31T16:00:00Z"))).toBe("2026-11-01 00:00");
});

test("an instant for programs is ISO 8601, and null where there is none", () => {
  expect([isoText(0), isoText(undefined)]).toEqual(["1970-01-01T00:00:00.000Z", null]);
});

test("the day that stands for no month is told as none", () => {
  expect([monthText("2026-10-01"), monthText("0001-01-01")]).toEqual(["2026-10", "–"]);
});

test.each([
  [59_999, "now"],
  [60_000, "1 min"],
  [119 * 60_000, "119 min"],
  [2 * 3_600_000, "2 h"],
  [47 * 3_600_000, "47 h"],
  [48 * 3_600_000, "2 d"],
  [-5_000, "now"],
])("an age of %i ms is %s", (ageMs, text) => {
  expect(ageText(ageMs)).toBe(text);
});
