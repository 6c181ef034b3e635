import { describe, expect, test } from "vitest";
import type { Figure, Label } from "../../../src/domain/reconciliation.ts";
import {
  doubtfulMembers,
  matchLabels,
  type Pair,
  pairFigures,
} from "../../../src/pipeline/compare-labels.ts";

type Amounts = Readonly<Record<string, string | null>>;

function pairsOf(left: Amounts, right: Amounts): readonly Pair[] {
  return pairFigures(figuresOf(left), figuresOf(right));
}

function figuresOf(amounts: Amounts): readonly Figure[] {
  return Object.entries(amounts).map(([member, amount]) => ({ member, amount }));
}

/** `4 Shanghai, 4 Shanghai (new)`: a code and a name each. */
function labelsOf(...texts: readonly string[]): readonly Label[] {
  return texts.map((text) => {
    const [code = "", ...name] = text.split(" ");
    return { code, name: name.join(" ") };
  });
}

/** `member: left right`, with a question mark where the difference may be for want of knowledge. */
function matched(pairs: readonly Pair[], labels: readonly Label[]): readonly string[] {
  const { pairs: found, unclear } = matchLabels(pairs, labels);
  return found.map(
    ({ member, left, right }) =>
      `${member}: ${left?.amount ?? "none"} ${right?.amount ?? "none"}${unclear.has(member) ? "?" : ""}`,
  );
}

test("members are paired by their labels as they were sent, byte for byte", () => {
  expect(
    pairsOf({ "a b": "1", c: "2" }, { "a\u00a0b": "1", c: "3" }).map(({ member }) => member),
  ).toEqual(["a b", "a\u00a0b", "c"]);
});

test("only members that do not say the same have to be looked up", () => {
  const pairs = pairsOf(
    { same: "1.0", zeros: "2.00", left: "3", nothing: "0.00", off: "1", unknown: null },
    { same: "1", zeros: "2", right: "4", off: "2", unknown: "1" },
  );
  expect(doubtfulMembers(pairs)).toEqual(["left", "off", "right"]);
});

describe("where every label is one that summaries have had", () => {
  const known = labelsOf("1 East", "2 West");

  test("a member on one side only is a difference: a lost region", () => {
    expect(matched(pairsOf({ East: "1", West: "2" }, { West: "2" }), known)).toEqual([
      "West: 2 2",
      "East: 1 none",
    ]);
    expect(matched(pairsOf({ East: "1" }, { East: "1", West: "2" }), known)).toEqual([
      "East: 1 1",
      "West: none 2",
    ]);
  });

  test("two members that were swapped are two differences", () => {
    expect(matched(pairsOf({ East: "1", West: "2" }, { East: "2", West: "1" }), known)).toEqual([
      "East: 1 2",
      "West: 2 1",
    ]);
  });
});

describe("labels of one code", () => {
  test("are one member: renamed within the month, its lines have both names", () => {
    const pairs = pairsOf({ Old: "1", New: "2", Other: "5" }, { New: "3", Other: "5" });
    expect(matched(pairs, labelsOf("7 Old", "7 New"))).toEqual(["Other: 5 5", "New / Old: 3 3"]);
  });

  test("are one member through a label that two codes share", () => {
    const pairs = pairsOf({ Old: "1", New: "2" }, { Newest: "4" });
    expect(matched(pairs, labelsOf("7 Old", "7 New", "8 New", "8 Newest"))).toEqual([
      "New / Newest / Old: 3 4",
    ]);
  });

  test("stay apart from what agrees by itself", () => {
    const pairs = pairsOf({ Old: "1", New: "2" }, { New: "2" });
    expect(matched(pairs, labelsOf("7 Old", "7 New"))).toEqual(["New: 2 2", "Old: 1 none"]);
  });
});

describe("where lines have labels that no summary ever had", () => {
  test("what is on one side only may be the same under two names", () => {
    expect(matched(pairsOf({ 东部: "1", West: "2" }, { East: "1", West: "2" }), [])).toEqual([
      "West: 2 2",
      "East: none 1?",
      "东部: 1 none?",
    ]);
  });

  test("so may a difference, while everything doubtful adds up to the same", () => {
    const pairs = pairsOf({ "East ": "1", East: "4" }, { East: "5" });
    expect(matched(pairs, labelsOf("1 East"))).toEqual(["East: 4 5?", "East : 1 none?"]);
  });

  test("but not a difference that no naming explains", () => {
    const pairs = pairsOf({ "East ": "1", East: "4" }, { East: "5.01" });
    expect(matched(pairs, labelsOf("1 East"))).toEqual(["East: 4 5.01", "East : 1 none?"]);
  });

  test("a label without an amount is nothing to go by", () => {
    const pairs = pairsOf({ "": "0.00", East: "4" }, { East: "5" });
    expect(matched(pairs, labelsOf("1 East"))).toEqual([": 0.00 none", "East: 4 5"]);
  });
});

test("a side without a value stays one when members are put together", () => {
  const pairs = pairsOf({ Old: null, New: "2" }, { New: "3" });
  expect(matched(pairs, labelsOf("7 Old", "7 New"))).toEqual(["New / Old: none 3"]);
});
