import * as fc from "fast-check";
import { expect, test } from "vitest";
import { createRateWindow, limitOf } from "../../../src/simulator/wire/rate-window.ts";

test("no 1,000 ms hold more admitted calls than the limit, and no refused call was within it", () => {
  const arrivals = fc.array(fc.integer({ min: 0, max: 5000 }), { maxLength: 60 });
  fc.assert(
    fc.property(arrivals, fc.integer({ min: 1, max: 5 }), (times, limit) => {
      const window = createRateWindow();
      const admitted: number[] = [];
      for (const at of times.toSorted((left, right) => left - right)) {
        const recent = admitted.filter((earlier) => at - earlier < 1000).length;
        const isAdmitted = window.admit("lane", limit, at);
        expect(isAdmitted).toBe(recent < limit);
        if (isAdmitted) {
          admitted.push(at);
        }
      }
    }),
  );
});

test("lanes do not share a limit", () => {
  const window = createRateWindow();
  expect([window.admit("a", 1, 0), window.admit("b", 1, 0), window.admit("a", 1, 0)]).toEqual([
    true,
    true,
    false,
  ]);
});

test("own limits win over the star, and the star over the documented ones", () => {
  const action = { service: "billing", action: "Describe", limitPerSecond: 20 };
  expect(limitOf("documented", action)).toBe(20);
  expect(limitOf("none", action)).toBe(Number.POSITIVE_INFINITY);
  expect(limitOf({ "billing.Describe": 3, "*": 9 }, action)).toBe(3);
  expect(limitOf({ "*": 9 }, action)).toBe(9);
  expect(limitOf({ "billing.Other": 9 }, action)).toBe(20);
});
