import { describe, expect, test } from "vitest";
import { renderCoverage } from "../../../src/cli/render-coverage.ts";
import { coverageOf, NOW } from "./status-sample.ts";

function linesOf(...coverage: Parameters<typeof renderCoverage>[0]): readonly string[] {
  const text = renderCoverage(coverage, { now: NOW });
  return text.trimEnd().split("\n").slice(2);
}

describe("coverage", () => {
  test("tells every state of a month's slices, the worst first", () => {
    const states = { closed: 1, fresh: 4, forbidden: 1, not_ready: 2, late: 5, never_loaded: 3 };
    expect(linesOf(coverageOf("2026-10-01", { ...states, failed: 2 }))[0]).toContain(
      "2 failed, 3 never loaded, 5 late, 2 not ready, 1 forbidden, 4 fresh, 1 closed",
    );
  });

  test("puts the worst month first, whatever its name", () => {
    const months = linesOf(
      coverageOf("2026-08-01", { fresh: 1 }),
      coverageOf("2026-09-01", { late: 1 }),
      coverageOf("2026-10-01", { fresh: 9, failed: 1 }),
      coverageOf("2026-11-01", { never_loaded: 1 }),
    ).map((line) => /2026-\d\d/.exec(line)?.[0]);
    expect(months).toEqual(["2026-10", "2026-11", "2026-09", "2026-08"]);
  });

  test("shares a line between good months and adds them up", () => {
    const lines = linesOf(
      coverageOf("2026-07-01", { closed: 2 }, { oldestSuccessAt: undefined }),
      coverageOf("2026-08-01", { fresh: 3 }, { oldestSuccessAt: NOW - 50 * 3_600_000 }),
      coverageOf("2026-09-01", { fresh: 2, closed: 1 }),
      coverageOf("2026-10-01", { fresh: 1 }),
    );
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatch(/2026-07…2026-10 {2}6 fresh, 3 closed +2 d$/);
  });

  test("shares a line between months that nobody may read in part, and keeps them apart from good ones", () => {
    const lastError = { code: "UnauthorizedOperation", message: "…" };
    const lines = linesOf(
      coverageOf("2026-07-01", { closed: 9, forbidden: 1 }, { lastError }),
      coverageOf("2026-08-01", { closed: 8, forbidden: 2 }),
      coverageOf("2026-09-01", { closed: 10 }),
      coverageOf("2026-10-01", { fresh: 10 }),
    );
    expect(lines).toHaveLength(2);
    expect(lines[0]).toMatch(/2026-07…2026-08 {2}3 forbidden, 17 closed \(UnauthorizedOperation\)/);
    expect(lines[1]).toMatch(/2026-09…2026-10 {2}10 fresh, 10 closed/);
  });

  test("keeps a bad month apart from the good ones around it", () => {
    expect(
      linesOf(
        coverageOf("2026-08-01", { fresh: 3 }),
        coverageOf("2026-09-01", { failed: 3 }),
        coverageOf("2026-10-01", { fresh: 3 }),
      ),
    ).toHaveLength(3);
  });

  test("never shares a line between streams or accounts", () => {
    expect(
      linesOf(
        coverageOf("2026-10-01", { fresh: 1 }),
        coverageOf("2026-10-01", { fresh: 1 }, { stream: "partner_bill_detail" }),
        coverageOf("2026-10-01", { fresh: 1 }, { account: "other" }),
      ),
    ).toHaveLength(3);
  });

  test("has no age for what is closed", () => {
    const month = coverageOf("2026-10-01", { closed: 1 }, { oldestSuccessAt: undefined });
    expect(linesOf(month)[0]).toMatch(/1 closed +–$/);
  });

  test("calls a month never loaded as soon as one of its slices is", () => {
    expect(
      linesOf(coverageOf("2026-10-01", { fresh: 9, failed: 1 }, { neverLoaded: 1 }))[0],
    ).toMatch(/never$/);
  });

  test("names the code of the last error", () => {
    const lastError = { code: "InternalError", message: "…" };
    expect(linesOf(coverageOf("2026-10-01", { failed: 1 }, { lastError }))[0]).toContain(
      "1 failed (InternalError)",
    );
  });

  test("fits 80 columns with long names and large counts", () => {
    const text = renderCoverage(
      [
        coverageOf(
          "2026-10-01",
          { fresh: 900, failed: 60, not_ready: 30, never_loaded: 10 },
          { account: "a-very-long-account-name", stream: "partner_bill_by_pay_mode" },
        ),
      ],
      { now: NOW, widthMax: 80 },
    );
    expect(Math.max(...text.split("\n").map((line) => line.length))).toBeLessThanOrEqual(80);
  });

  test("shows the worst of very many lines on a terminal, and all of them in a pipe", () => {
    const months = Array.from({ length: 100 }, (_, index) =>
      coverageOf(`${1950 + index}-10-01`, index === 50 ? { failed: 1 } : { late: 1 }),
    );
    const watched = renderCoverage(months, { now: NOW, widthMax: 100 }).split("\n");
    expect(watched[2]).toContain("2000-10");
    expect(watched).toHaveLength(34);
    expect(watched[32]).toContain("and 70 more lines");
    expect(renderCoverage(months, { now: NOW }).split("\n")).toHaveLength(103);
  });
});
