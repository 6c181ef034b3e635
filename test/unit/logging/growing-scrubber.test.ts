import { expect, test } from "vitest";
import { createGrowingScrubber } from "../../../src/logging/growing-scrubber.ts";

test("a scrubber blanks out what it is told of later, too", () => {
  const { scrub, add } = createGrowingScrubber(["first-secret"]);
  const text = "first-secret and second-secret";

  expect(scrub(text)).toBe("*** and second-secret");
  add(["second-secret"]);

  expect(scrub(text)).toBe("*** and ***");
});
