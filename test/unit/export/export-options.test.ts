import { describe, expect, test } from "vitest";
import { readExportOptions } from "../../../src/cli/read-export-options.ts";
import { UsageError } from "../../../src/cli/usage-error.ts";

const NOW = Date.parse("2026-11-21T00:00:00Z");
const USUAL = { view: "daily_cost", format: "parquet" } as const;

function problemsOf(options: Parameters<typeof readExportOptions>[0]): readonly string[] {
  try {
    readExportOptions(options, NOW);
    return [];
  } catch (error) {
    return error instanceof UsageError ? error.problems : [String(error)];
  }
}

describe("what is exported", () => {
  test("is everything where nothing restricts it", () => {
    expect(readExportOptions(USUAL, NOW).scope).toEqual({
      months: undefined,
      customers: undefined,
    });
  });

  test("is the months that were named, oldest first, or every month of a range", () => {
    const named = readExportOptions({ ...USUAL, month: ["2026-10", "2026-08"] }, NOW);
    const range = readExportOptions({ ...USUAL, from: "2026-08", to: "2026-10" }, NOW);
    expect(named.scope.months).toEqual(["2026-08", "2026-10"]);
    expect(range.scope.months).toEqual(["2026-08", "2026-09", "2026-10"]);
  });
});

describe("options are refused", () => {
  test.each([
    [{ view: "" }, "--view is missing"],
    [{ month: ["2026-13"] }, "a month is written YYYY-MM"],
    [{ month: ["2026-12"] }, "in the future"],
    [{ month: [] }, "--month is missing"],
    [{ from: "2026-08" }, "--to is missing"],
    [{ from: "2026-10", to: "2026-08" }, "is after"],
    [{ month: ["2026-10"], from: "2026-08", to: "2026-09" }, "use one"],
    [{ customer: ["12"] }, "a UIN is 6 to 20 digits"],
    [{ customer: ["1' or '1'='1"] }, "a UIN is 6 to 20 digits"],
    [{ out: "-" }, "use --format csv"],
    [{ out: "-", format: "csv", json: true }, "use one"],
    [{ out: "" }, "--out is empty"],
  ] as const)("%j: %s", (options, problem) => {
    expect(problemsOf({ ...USUAL, ...options }).join("\n")).toContain(problem);
  });

  test("all at once", () => {
    expect(
      problemsOf({ format: "parquet", month: ["2026-13"], customer: ["1"], out: "-" }),
    ).toHaveLength(4);
  });
});
