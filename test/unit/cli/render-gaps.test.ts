import { expect, test } from "vitest";
import { gapsTitle, renderGaps } from "../../../src/cli/render-gaps.ts";
import { gapOf, NOW, statusOf } from "./status-sample.ts";

function linesOf(...gaps: readonly ReturnType<typeof gapOf>[]): readonly string[] {
  return renderGaps(statusOf({ gaps }), undefined).trimEnd().split("\n").slice(2);
}

test("nothing is said where nothing is missing", () => {
  expect(renderGaps(statusOf(), 80)).toBe("");
});

test("a UIN is one line: its name, its slices by state, where, and the reason of the worst", () => {
  expect(
    linesOf(
      gapOf(),
      gapOf({ stream: "partner_bill_total", billMonth: "2026-11-01", code: "", message: "" }),
      gapOf({ state: "late", code: "", message: "" }),
    ),
  ).toEqual([
    "main     200000000001  Acme Ltd  2 failed, 1 late  2 streams  2026-10…2026-11  DescribeCustomerBillDetail: InternalError: it broke",
  ]);
});

test("the worst UINs come first, then those that miss most", () => {
  const late = { state: "late", code: "", message: "", lastSuccessAt: NOW } as const;
  const names = linesOf(
    gapOf({ uin: "1", customerName: "one late", ...late }),
    gapOf({ uin: "2", customerName: "two late", ...late }),
    gapOf({ uin: "2", customerName: "two late", ...late, stream: "partner_bill_total" }),
    gapOf({ uin: "3", customerName: "one failed" }),
  ).map((line) => / {2}(\w+ \w+) {2}/.exec(line)?.[1]);
  expect(names).toEqual(["one failed", "two late", "one late"]);
});

test("what is only late says since when, what was never tried nothing", () => {
  const quiet = { code: "", message: "" } as const;
  expect(linesOf(gapOf({ state: "late", ...quiet, lastSuccessAt: NOW }))[0]).toMatch(
    /last loaded 2026-11-21 12:00$/,
  );
  expect(linesOf(gapOf({ state: "never_loaded", ...quiet }))[0]).toMatch(/2026-10$/);
});

test("a gap without customer or month is told with dashes", () => {
  const gap = gapOf({ uin: "", customerName: undefined, billMonth: "0001-01-01" });
  expect(linesOf(gap)[0]).toMatch(/^main +– +1 failed +partner_bill_detail +– /);
});

test("of very many UINs the worst are shown, and the title says how many there are", () => {
  const gaps = Array.from({ length: 1_234 }, (_, index) => gapOf({ uin: `${index}` }));
  expect(linesOf(...gaps)).toHaveLength(20);
  expect(gapsTitle(statusOf({ gaps }))).toContain("the worst 20 of 1,234 UINs");
});

test("fits 80 columns whatever customers are called and failures say", () => {
  const gap = gapOf({ customerName: "n".repeat(99), message: "m".repeat(300) });
  const text = renderGaps(statusOf({ gaps: [gap, gapOf({ state: "not_ready" })] }), 80);
  expect(Math.max(...text.split("\n").map((line) => line.length))).toBeLessThanOrEqual(80);
});
