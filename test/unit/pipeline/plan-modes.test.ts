import { describe, expect, test } from "vitest";
import type { Stream } from "../../../src/domain/stream.ts";
import type { SliceState } from "../../../src/domain/warehouse.ts";
import { planModes } from "../../../src/pipeline/plan-modes.ts";
import type { PlannedSlice } from "../../../src/pipeline/plan-slices.ts";
import { aSlice, aState, aStream } from "./a-stream.ts";

const TOTAL = aStream({ name: "total", bill: { family: "partner", part: "total" } });
const LINES = aStream({
  name: "lines",
  bill: { family: "partner", part: "lines" },
  paging: { pageField: "Page", sizeField: "Size", size: 200, totalField: "Total", list: "List" },
});
const BY_REGION = aStream({ name: "by_region", bill: { family: "partner", part: "summary" } });
const ALL: readonly Stream[] = [TOTAL, LINES, BY_REGION];

// The night of 20 October: the running month, weeks before its bill is issued.
const NOW = Date.parse("2026-10-20T01:30:00Z");
const LAST_NIGHT = NOW - 24 * 3_600_000;

const due = (
  streams: readonly Stream[],
  uin = "1",
  reason: PlannedSlice["reason"] = "open month",
) =>
  streams.map((stream): PlannedSlice => ({
    slice: aSlice({ stream, uin }),
    reason,
    mode: "full",
    isRequired: true,
  }));

const stateOf = (stream: string, change: Partial<SliceState> = {}): SliceState =>
  aState({ stream, uin: "1", rowCount: "1000", lastSuccessAt: LAST_NIGHT, ...change });

// Seven bills, of which the first was read last: it is not the one that is due for its weekly check.
const others = Array.from({ length: 7 }, (_, index) => `${index + 2}`);
const othersDue = others.flatMap((uin) => due(ALL, uin));
const othersStates = others.flatMap((uin) =>
  ALL.map(({ name }) => stateOf(name, { uin, lastSuccessAt: LAST_NIGHT - 1000 })),
);

function modesOf(
  states: readonly SliceState[],
  { now = NOW, planned = due(ALL), isBackfill = false } = {},
): Readonly<Record<string, string>> {
  const decided = planModes([...planned, ...othersDue], {
    now,
    states: [...states, ...othersStates],
    isBackfill,
  });
  const own = decided.filter(({ slice }) => slice.uin === "1");
  return Object.fromEntries(
    own.map(({ slice, mode, reason }) => [slice.stream.name, `${mode}: ${reason}`]),
  );
}

const KNOWN = ALL.map(({ name }) => stateOf(name));

describe("of a bill that was read last night", () => {
  test("the total is read, and the rest only where total or first page have moved", () => {
    expect(modesOf(KNOWN)).toEqual({
      total: "full: open month",
      lines: "gated: open month",
      by_region: "gated: open month",
    });
  });

  test("lines that fit on one page are read: looking at the page is reading it", () => {
    const states = [...KNOWN.slice(0, 1), stateOf("lines", { rowCount: "199" }), ...KNOWN.slice(2)];
    expect(modesOf(states)).toMatchObject({
      lines: "full: open month",
      by_region: "gated: open month",
    });
  });

  test.each([
    ["was never loaded", undefined, "full: never loaded"],
    ["failed", { status: "failed" }, "full: not loaded at the last try"],
    ["was not ready", { status: "not_ready" }, "full: not loaded at the last try"],
    ["was only ever verified", { lastFullAt: undefined }, "full: weekly full check"],
  ] as const)(
    "a slice that %s is read whole, and the others are not for its sake",
    (_, change, mode) => {
      const region = change === undefined ? [] : [stateOf("by_region", change)];
      expect(modesOf([...KNOWN.slice(0, 2), ...region])).toEqual({
        total: "full: open month",
        lines: "gated: open month",
        by_region: mode,
      });
    },
  );
});

test.each([["total"], ["lines"]])(
  "a bill without its %s has no gate: all of it is read",
  (name) => {
    const planned = due(ALL.filter((stream) => stream.name !== name));
    expect(new Set(Object.values(modesOf(KNOWN, { planned })))).toEqual(
      new Set(["full: open month"]),
    );
  },
);

test("what was asked for by name is read whole", () => {
  const planned = due(ALL, "1", "asked for");
  expect(modesOf(KNOWN, { planned, isBackfill: true })).toMatchObject({ lines: "full: asked for" });
});

test("a month that has not been read since its bill was settled is read whole", () => {
  const planned = due(ALL, "1", "not loaded since its bill was settled");
  expect(modesOf(KNOWN, { planned })).toMatchObject({
    by_region: "full: not loaded since its bill was settled",
  });
});

const regionMode = (now: number, lastFullAt: number, steadySince: number | undefined) => {
  const change = { lastSuccessAt: lastFullAt, lastFullAt, steadySince };
  // The lines are done with: what is looked at is the summary alone.
  const done = { lastFullAt, steadySince: lastFullAt - 20 * 3_600_000 };
  const states = [stateOf("total"), stateOf("lines", done), stateOf("by_region", change)];
  return modesOf(states, { now })["by_region"];
};

describe("once October's bill is issued, on 5 November 01:00 UTC+8", () => {
  const issued = Date.parse("2026-11-04T17:00:00Z");
  const at = (hours: number): number => issued + hours * 3_600_000;
  test.each([
    ["not a minute before", [at(-0.02), at(-20), undefined], "gated: open month"],
    ["a slice is read whole", [at(8), at(-16), undefined], "full: to close its month"],
    ["not again within 20 hours", [at(20), at(8), at(8)], "gated: open month"],
    ["again after 20 hours", [at(32), at(8), at(8)], "full: to close its month"],
    ["and no more when both agree", [at(56), at(32), at(8)], "gated: open month"],
    ["but begins anew when they do not", [at(56), at(32), at(32)], "full: to close its month"],
    ["and not sooner than 20 hours after", [at(50), at(32), at(32)], "gated: open month"],
  ] as const)("%s", (_, [now, lastFullAt, steadySince], mode) => {
    expect(regionMode(now, lastFullAt, steadySince)).toBe(mode);
  });
});

test("slices that were never loaded come first, then what may have changed, then the weekly checks, oldest first", () => {
  const planned = [...due(ALL, "1"), ...othersDue];
  const states = [
    ...othersStates,
    stateOf("total"),
    stateOf("lines", { lastSuccessAt: 5, lastFullAt: 5 }),
  ];
  const order = planModes(planned, { now: NOW, states, isBackfill: false });
  const words = order.map(({ slice, reason }) => `${slice.uin} ${slice.stream.name} ${reason}`);
  expect(words[0]).toBe("1 by_region never loaded");
  expect(words.at(-1)).toMatch(/weekly full check$/);
  const weekly = words.findIndex((text) => text.endsWith("weekly full check"));
  expect(words.slice(weekly).every((text) => text.endsWith("weekly full check"))).toBe(true);
});
