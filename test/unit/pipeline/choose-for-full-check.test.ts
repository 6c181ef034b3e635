import { array, assert, integer, property } from "fast-check";
import { expect, test } from "vitest";
import { chooseForFullCheck } from "../../../src/pipeline/choose-for-full-check.ts";
import type { PlannedSlice } from "../../../src/pipeline/plan-slices.ts";
import { aSlice, aState, aStream } from "./a-stream.ts";

const LINES = aStream({
  name: "lines",
  bill: { family: "partner", part: "lines" },
  paging: { pageField: "Page", sizeField: "Size", size: 200, totalField: "Total", list: "List" },
});
const NIGHT_MS = 24 * 3_600_000;

/** Bills of so many pages, all gated, and when each was last read whole. */
function night(pages: readonly number[], readAt: readonly number[], now: number) {
  const planned = pages.map((_, index): PlannedSlice => ({
    slice: aSlice({ stream: LINES, uin: `${index}` }),
    reason: "open month",
    mode: "gated",
    isRequired: true,
  }));
  const chosen = chooseForFullCheck(planned, {
    now,
    stateOf: ({ slice }) => {
      const index = Number(slice.uin);
      return aState({ rowCount: `${(pages[index] ?? 0) * 200}`, lastFullAt: readAt[index] });
    },
  });
  return planned.flatMap(({ slice }, index) =>
    chosen.has(["main", "partner", slice.uin, "2026-10"].join("\u0000")) ? [index] : [],
  );
}

test("every bill is read whole at least every seven nights, and no night reads more than a seventh and one bill", () => {
  assert(
    property(array(integer({ min: 1, max: 200 }), { minLength: 1, maxLength: 60 }), (pages) => {
      const total = pages.reduce((sum, count) => sum + count, 0);
      const largest = Math.max(...pages);
      const readAt = pages.map((_, index) => index);
      for (let nth = 1; nth <= 30; nth += 1) {
        const now = nth * NIGHT_MS;
        const read = night(pages, readAt, now);
        const size = read.reduce((sum, index) => sum + (pages[index] ?? 0), 0);
        // A bill that is more than a night's share is read on its own day, with those that share it.
        expect(size <= total / 7 + largest || largest > total / 7).toBe(true);
        for (const index of read) {
          readAt[index] = now + index;
        }
        expect(Math.min(...readAt)).toBeGreaterThan(now - 7 * NIGHT_MS);
      }
    }),
    { numRuns: 50 },
  );
});

test("a bill that is alone is read every seventh night, and not every night", () => {
  const readAt = [0];
  const nights = Array.from({ length: 21 }, (_, index) => index + 1).filter((nth) => {
    const isRead = night([60], readAt, nth * NIGHT_MS).length > 0;
    readAt[0] = isRead ? nth * NIGHT_MS : (readAt[0] ?? 0);
    return isRead;
  });
  expect(nights).toEqual([7, 14, 21]);
});

test("after nights that were missed, all that is overdue is read", () => {
  const now = 20 * NIGHT_MS;
  const readAt = [now - 10 * NIGHT_MS, now - 7 * NIGHT_MS, now - 8 * NIGHT_MS, now - NIGHT_MS];
  expect(night([10, 10, 10, 10], readAt, now)).toEqual([0, 1, 2]);
});

test("slices that are read whole anyway are no matter of the rotation", () => {
  const planned: PlannedSlice = {
    slice: aSlice({ stream: LINES }),
    reason: "never loaded",
    mode: "full",
    isRequired: true,
  };
  expect(chooseForFullCheck([planned], { now: 0, stateOf: () => undefined }).size).toBe(0);
});
