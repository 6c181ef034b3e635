import { describe, expect, test } from "vitest";
import { renderCoverage } from "../../../src/cli/render-coverage.ts";
import { coverageOf, NOW } from "./status-sample.ts";

function linesOf(...coverage: Parameters<typeof renderCoverage>[0]): readonly string[] {
  const text = renderCoverage(coverage, { now: NOW });
  return text.trimEnd().split("\n").slice(2);
}

describe("coverage", () => {
  test("tells every state of a month's slices, the worst first", () => {
    const counts = { loaded: 4, empty: 1, failed: 2, not_ready: 1, forbidden: 1, pending: 3 };
    expect(linesOf(coverageOf("2026-10-01", counts))[0]).toContain(
      "2 failed, 1 not ready, 3 pending, 1 forbidden, 4 loaded, 1 empty",
    );
  });

  test("puts the worst month first, whatever its name", () => {
    const months = linesOf(
      coverageOf("2026-08-01", { loaded: 1 }),
      coverageOf("2026-09-01", { pending: 1 }),
      coverageOf("2026-10-01", { loaded: 9, failed: 1 }),
      coverageOf("2026-11-01", { not_ready: 1 }),
    ).map((line) => /2026-\d\d/.exec(line)?.[0]);
    expect(months).toEqual(["2026-10", "2026-11", "2026-09", "2026-08"]);
  });

  test("shares a line between good months and adds them up", () => {
    const lines = linesOf(
      coverageOf("2026-08-01", { loaded: 3 }, { oldestSuccessAt: NOW - 50 * 3_600_000 }),
      coverageOf("2026-09-01", { loaded: 2, empty: 1 }),
      coverageOf("2026-10-01", { loaded: 1 }),
    );
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatch(/2026-08…2026-10 {2}6 loaded, 1 empty +2 d$/);
  });

  test("keeps a bad month apart from the good ones around it", () => {
    expect(
      linesOf(
        coverageOf("2026-08-01", { loaded: 3 }),
        coverageOf("2026-09-01", { failed: 3 }),
        coverageOf("2026-10-01", { loaded: 3 }),
      ),
    ).toHaveLength(3);
  });

  test("never shares a line between streams or accounts", () => {
    expect(
      linesOf(
        coverageOf("2026-10-01", { loaded: 1 }),
        coverageOf("2026-10-01", { loaded: 1 }, { stream: "partner_bill_detail" }),
        coverageOf("2026-10-01", { loaded: 1 }, { account: "other" }),
      ),
    ).toHaveLength(3);
  });

  test("calls a month never loaded as soon as one of its slices is", () => {
    expect(
      linesOf(coverageOf("2026-10-01", { loaded: 9, failed: 1 }, { neverLoaded: 1 }))[0],
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
          { loaded: 900, failed: 60, not_ready: 30, pending: 10 },
          { account: "a-very-long-account-name", stream: "partner_bill_by_pay_mode" },
        ),
      ],
      { now: NOW, widthMax: 80 },
    );
    expect(Math.max(...text.split("\n").map((line) => line.length))).toBeLessThanOrEqual(80);
  });

  test("shows the worst of very many lines on a terminal, and all of them in a pipe", () => {
    const months = Array.from({ length: 100 }, (_, index) =>
      coverageOf(`${1950 + index}-10-01`, index === 50 ? { failed: 1 } : { pending: 1 }),
    );
    const watched = renderCoverage(months, { now: NOW, widthMax: 100 }).split("\n");
    expect(watched[2]).toContain("2000-10");
    expect(watched).toHaveLength(64);
    expect(watched[62]).toContain("and 40 more lines");
    expect(renderCoverage(months, { now: NOW }).split("\n")).toHaveLength(103);
  });
});
