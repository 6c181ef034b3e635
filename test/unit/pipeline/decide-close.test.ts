import { describe, expect, test } from "vitest";
import type { MonthFacts, SliceFacts } from "../../../src/domain/month-state.ts";
import { type CloseRules, decideClose } from "../../../src/pipeline/decide-close.ts";

const at = (text: string): number => Date.parse(text);

// October's bill is issued on November 5th 01:00 UTC+8; the 7th begins at 16:00 UTC of the 6th.
const RULES: CloseRules = {
  now: at("2026-11-07T01:30:00Z"),
  closeFromDay: 7,
  expected: ["total", "lines"],
  checked: new Set(["total", "lines"]),
};

function aSlice(change: Partial<SliceFacts> & { readonly stream: string }): SliceFacts {
  return {
    status: "loaded",
    wasLoaded: true,
    lastChangedAt: at("2026-11-05T01:30:00Z"),
    steadySince: at("2026-11-05T01:30:00Z"),
    lastFullAt: at("2026-11-06T01:30:00Z"),
    isClaimed: false,
    ...change,
  };
}

/** A bill that may be closed, but for `lines`. */
function aBill(lines: Partial<SliceFacts> = {}, change: Partial<MonthFacts> = {}): MonthFacts {
  return {
    account: "main",
    uin: "1",
    billMonth: "2026-10-01",
    state: "open",
    waitsFor: [],
    slices: [aSlice({ stream: "total" }), aSlice({ stream: "lines", ...lines })],
    mismatches: [],
    checkedAt: at("2026-11-06T01:40:00Z"),
    version: "1",
    ...change,
  };
}

const waitsFor = (facts: MonthFacts, rules: Partial<CloseRules> = {}): readonly string[] => {
  const decision = decideClose(facts, { ...RULES, ...rules });
  return decision.kind === "waits" ? decision.waitsFor : [decision.kind];
};

test("a bill that was the same in two whole extractions 20 h apart, and adds up, closes", () => {
  expect(waitsFor(aBill())).toEqual(["closes"]);
});

describe("every condition alone keeps a bill open, and says which", () => {
  test.each<[string, Partial<SliceFacts>]>([
    ["not loaded: lines (failed)", { status: "failed" }],
    ["not loaded: lines (not ready)", { status: "not_ready" }],
    ["not loaded: lines (forbidden)", { status: "forbidden" }],
    ["not loaded: lines (never)", { status: "pending", wasLoaded: false }],
    ["being loaded: lines", { isClaimed: true }],
    ["not extracted whole since the bill was issued: lines", { steadySince: undefined }],
    [
      "not extracted whole since the bill was issued: lines",
      { steadySince: at("2026-11-04T16:59:59.999Z") },
    ],
    [
      "not yet found the same 20 h later: lines",
      { steadySince: at("2026-11-05T05:30:00.001Z"), lastFullAt: at("2026-11-06T01:30:00Z") },
    ],
    ["not checked since it last changed", { lastChangedAt: at("2026-11-06T01:40:00.001Z") }],
  ])("%s", (condition, lines) => {
    expect(waitsFor(aBill(lines))).toEqual([condition]);
  });

  test.each<[string, Partial<MonthFacts>]>([
    ["mismatch: R1, R3", { mismatches: ["R1", "R3"] }],
    ["not checked since it last changed", { checkedAt: undefined }],
  ])("%s", (condition, change) => {
    expect(waitsFor(aBill({}, change))).toEqual([condition]);
  });

  test("a check that was made while the month was running says nothing", () => {
    const lastChangedAt = at("2026-10-20T01:30:00Z");
    const slices = [
      aSlice({ stream: "total", lastChangedAt }),
      aSlice({ stream: "lines", lastChangedAt }),
    ];
    const checkedAt = at("2026-10-31T15:59:59Z");
    expect(waitsFor(aBill({}, { slices, checkedAt }))).toEqual([
      "not checked since it last changed",
    ]);
    expect(waitsFor(aBill({}, { slices, checkedAt: checkedAt + 1000 }))).toEqual(["closes"]);
  });

  test("a stream that is configured and was never planned for it", () => {
    const [total] = aBill().slices;
    const slices = total === undefined ? [] : [total];
    expect(waitsFor(aBill({}, { slices }))).toEqual(["not loaded: lines (never)"]);
  });

  test("nothing of it is loaded by what is configured", () => {
    const status = "forbidden";
    const slices = [aSlice({ stream: "total", status, wasLoaded: false })];
    const expected = ["total"];
    expect(waitsFor(aBill({}, { slices }), { expected })).toEqual([
      "not loaded: nothing that is configured",
    ]);
  });

  test("its day", () => {
    const midnight = at("2026-11-06T16:00:00Z");
    expect(decideClose(aBill(), { ...RULES, now: midnight - 1 })).toEqual({
      kind: "too early",
      from: midnight,
    });
    expect(waitsFor(aBill(), { now: midnight })).toEqual(["closes"]);
    expect(waitsFor(aBill(), { now: midnight, closeFromDay: 8 })).toEqual(["too early"]);
  });
});

test("all conditions that are missing are said at once", () => {
  const bill = aBill({ status: "failed" }, { mismatches: ["R1"], checkedAt: undefined });
  expect(waitsFor(bill)).toEqual([
    "not loaded: lines (failed)",
    "not checked since it last changed",
    "mismatch: R1",
  ]);
});

describe("what holds nothing up", () => {
  test.each<[string, Partial<SliceFacts>]>([
    ["an empty slice", { status: "empty" }],
    ["what the credential may not read and never could", { status: "forbidden", wasLoaded: false }],
    ["exactly 20 h", { steadySince: at("2026-11-05T05:30:00Z") }],
    ["the very moment of issue", { steadySince: at("2026-11-04T17:00:00Z") }],
  ])("%s", (_what, lines) => {
    expect(waitsFor(aBill(lines))).toEqual(["closes"]);
  });

  test("a slice of a stream that is no longer configured", () => {
    expect(waitsFor(aBill({ status: "failed" }), { expected: ["total"] })).toEqual(["closes"]);
  });

  test("that no check looks at what it has", () => {
    expect(waitsFor(aBill({}, { checkedAt: undefined }), { checked: new Set() })).toEqual([
      "closes",
    ]);
  });
});

test("a year ends like any month", () => {
  const bill = aBill({}, { billMonth: "2026-12-01" });
  expect(decideClose(bill, { ...RULES, now: at("2027-01-06T15:59:59Z") })).toEqual({
    kind: "too early",
    from: at("2027-01-06T16:00:00Z"),
  });
});
