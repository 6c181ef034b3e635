import { expect, test } from "vitest";
import { durationText } from "../../../src/cli/duration-text.ts";

test.each([
  [0, "0.0 s"],
  [420, "0.4 s"],
  [9_940, "9.9 s"],
  [9_960, "10 s"],
  [59_400, "59 s"],
  [59_600, "1 min 00 s"],
  [278_000, "4 min 38 s"],
  [3_600_000, "1 h 00 min"],
  [19_500_000, "5 h 25 min"],
])("%i ms are %s", (durationMs, text) => {
  expect(durationText(durationMs)).toBe(text);
});
