import { describe, expect, test } from "vitest";
import type { Check, CheckTolerances, Comparison, Side } from "../../../src/domain/check.ts";
import type {
  CheckResult,
  Figure,
  Label,
  MeasuredBill,
} from "../../../src/domain/reconciliation.ts";
import { checkBill, labelsToLookUp } from "../../../src/pipeline/check-bill.ts";

const BILL = { account: "main", uin: "1", billMonth: "2026-10-01", state: "s" };

const REGIONS: Side = {
  source: "by_region",
  stream: "by_region",
  measure: { kind: "sum", columns: ["cost"] },
};
const TOTAL: Side = { ...REGIONS, source: "total", stream: "total", isRounded: true };
const WHOLE: Comparison = { left: REGIONS, right: TOTAL, unit: "amount", dimension: "" };
const GROUPED: Comparison = {
  left: { ...REGIONS, source: "lines", member: ["region"] },
  right: { ...REGIONS, member: ["name"] },
  unit: "amount",
  dimension: "region",
  codes: "region_id",
};
const OFF: Comparison = {
  left: { ...REGIONS, source: "lines.rows_off", measure: { kind: "rows-off", columns: ["cost"] } },
  right: { source: "none", constant: "0" },
  unit: "count",
  dimension: "line",
};

type Loaded = readonly (readonly [Side, readonly Figure[]])[];

type CheckOptions = {
  readonly isRunning?: boolean;
  readonly labels?: readonly Label[];
  readonly tolerances?: CheckTolerances;
  readonly check?: Partial<Check>;
};

function results(
  comparison: Comparison,
  loaded: Loaded,
  { isRunning = false, labels = [], tolerances = new Map(), check = {} }: CheckOptions = {},
): readonly CheckResult[] {
  const checks = [{ id: "R1", meaning: "", comparisons: [comparison], ...check }];
  return checkBill(
    loadedBill(loaded),
    { checks, tolerances },
    { isRunning, labelsOf: () => labels },
  );
}

function loadedBill(loaded: Loaded): MeasuredBill {
  return { ...BILL, figures: new Map(loaded) };
}

function lines(found: readonly CheckResult[]): readonly string[] {
  return found.map(
    ({ member, leftAmount, rightAmount, difference, verdict }) =>
      `${member}: ${leftAmount} ${rightAmount} ${difference} ${verdict}`,
  );
}

const whole = (amount: string | null): readonly Figure[] => [{ member: "", amount }];
const figures = (amounts: Readonly<Record<string, string | null>>): readonly Figure[] =>
  Object.entries(amounts).map(([member, amount]) => ({ member, amount }));

describe("two sides of a whole bill", () => {
  test("give one result that names both and carries every digit", () => {
    expect(
      results(WHOLE, [
        [REGIONS, whole("12.10")],
        [TOTAL, whole("12.10000000")],
      ]),
    ).toEqual([
      {
        account: "main",
        uin: "1",
        billMonth: "2026-10-01",
        checkId: "R1",
        leftSource: "by_region",
        rightSource: "total",
        dimension: "",
        member: "",
        unit: "amount",
        leftAmount: "12.10",
        rightAmount: "12.10000000",
        difference: "0.00000000",
        verdict: "match",
      },
    ]);
  });

  test.each([
    ["a cent too much", "12.11", "12.10000000", "mismatch"],
    ["the last digit of the longer one", "12.10000001", "12.10000000", "mismatch"],
    ["half a unit of a total sent rounded", "12.345", "12.34", "within_tolerance"],
    ["more than half a unit of it", "12.3451", "12.34", "mismatch"],
    ["an empty bill that is not empty on the other side", "0", "5.00", "mismatch"],
  ])("%s", (_, left, right, verdict) => {
    expect(
      results(WHOLE, [
        [REGIONS, whole(left)],
        [TOTAL, whole(right)],
      ]),
    ).toMatchObject([{ verdict }]);
  });

  test("are not comparable with one of them missing, or without a value", () => {
    expect(lines(results(WHOLE, [[TOTAL, whole("5")]]))).toEqual([": null 5 null not_comparable"]);
    expect(lines(results(WHOLE, [[REGIONS, whole("5")]]))).toEqual([
      ": 5 null null not_comparable",
    ]);
    expect(
      lines(
        results(WHOLE, [
          [REGIONS, whole(null)],
          [TOTAL, whole("5")],
        ]),
      ),
    ).toEqual([": null 5 null not_comparable"]);
  });

  test("are nothing to tell where neither is loaded", () => {
    expect(results(WHOLE, [])).toEqual([]);
  });

  test("show the running month's difference, and do not judge it", () => {
    const loaded: Loaded = [
      [REGIONS, whole("1")],
      [TOTAL, whole("2")],
    ];
    expect(lines(results(WHOLE, loaded, { isRunning: true }))).toEqual([": 1 2 -1 not_comparable"]);
  });

  test("are judged by the tolerance that is configured", () => {
    const loaded: Loaded = [
      [REGIONS, whole("1.5")],
      [TOTAL, whole("1.00")],
    ];
    expect(results(WHOLE, loaded, { tolerances: new Map([["R1", "0.5"]]) })).toMatchObject([
      { verdict: "within_tolerance" },
    ]);
  });

  test("are never a mismatch in a check for information", () => {
    const loaded: Loaded = [
      [REGIONS, whole("1")],
      [TOTAL, whole("2.00")],
    ];
    expect(results(WHOLE, loaded, { check: { isInformational: true } })).toMatchObject([
      { verdict: "not_comparable" },
    ]);
  });
});

describe("the members of a group", () => {
  const { left, right } = GROUPED;
  const rightSide = right as Side;

  test("are compared one by one; who is missing in a loaded list has nothing there", () => {
    const loaded: Loaded = [
      [left, figures({ East: "1", West: "2.00", Nowhere: "0.00" })],
      [rightSide, figures({ East: "1.01", North: "3" })],
    ];
    const labels = ["East", "West", "North"].map((name) => ({ code: name, name }));
    expect(lines(results(GROUPED, loaded, { labels }))).toEqual([
      "Nowhere: 0.00 0 0.00 match",
      "East: 1 1.01 -0.01 mismatch",
      "North: 0 3 -3 mismatch",
      "West: 2.00 0 2.00 mismatch",
    ]);
  });

  test("are not comparable where no summary ever had the lines' names", () => {
    const loaded: Loaded = [
      [left, figures({ 东部: "1" })],
      [rightSide, figures({ East: "1" })],
    ];
    const found = results(GROUPED, loaded, { labels: [{ code: "1", name: "East" }] });
    expect(lines(found)).toEqual(["East: 0 1 -1 not_comparable", "东部: 1 0 1 not_comparable"]);
  });

  test("are one result with the whole where one side is missing", () => {
    expect(lines(results(GROUPED, [[left, figures({ East: "1", West: "2.5" })]]))).toEqual([
      ": 3.5 null null not_comparable",
    ]);
  });

  test("are none in an empty bill", () => {
    expect(
      results(GROUPED, [
        [left, []],
        [rightSide, []],
      ]),
    ).toEqual([]);
  });

  test("are looked up only where both sides are loaded and do not say the same", () => {
    const some = figures({ East: "1", West: "2" });
    const others = figures({ East: "1.0", West: "3" });
    expect(
      labelsToLookUp(
        loadedBill([
          [left, some],
          [rightSide, others],
        ]),
        GROUPED,
      ),
    ).toEqual(["West"]);
    expect(labelsToLookUp(loadedBill([[left, some]]), GROUPED)).toEqual([]);
    const { codes: _, ...byCode } = GROUPED;
    expect(
      labelsToLookUp(
        loadedBill([
          [left, some],
          [rightSide, others],
        ]),
        byCode,
      ),
    ).toEqual([]);
  });
});

describe("rows that are off", () => {
  test("are counted, and one of them is named", () => {
    const off = [{ member: "", amount: "2", worst: "0.01", example: "630001" }];
    expect(lines(results(OFF, [[OFF.left, off]]))).toEqual(["630001: 2 0 2 mismatch"]);
  });

  test("are within tolerance where the worst of them is", () => {
    const off = [{ member: "", amount: "2", worst: "0.01", example: "630001" }];
    const tolerances = new Map([["R1", "0.01"]]);
    expect(lines(results(OFF, [[OFF.left, off]], { tolerances }))).toEqual([
      "630001: 2 0 2 within_tolerance",
    ]);
  });

  test("are none where nothing is loaded: a constant alone is no side", () => {
    expect(results(OFF, [])).toEqual([]);
    expect(lines(results(OFF, [[OFF.left, whole("0")]]))).toEqual([": 0 0 0 match"]);
  });
});
