import { describe, expect, test } from "vitest";
import { renderStatusJson } from "../../../src/cli/render-status-json.ts";
import { renderStatus } from "../../../src/cli/render-status.ts";
import { coverageOf, gapOf, keptOf, runOf, statusOf } from "./status-sample.ts";

describe("the status for people", () => {
  test("shows nothing about what is not the case", () => {
    const text = renderStatus(statusOf());
    expect(text).not.toMatch(/Missing or stale|Being loaded|Next run|Fields|Values|Names/);
  });

  test("says of an empty warehouse how to begin", () => {
    const text = renderStatus(statusOf({ coverage: [], runs: [] }));
    expect(text).toContain("npm run sync");
    expect(text).toContain("There was none yet.");
  });

  test("tells a run's changes without the zeros, and throttles only where there were some", () => {
    const text = renderStatus(
      statusOf({
        runs: [runOf({ rowsAdded: "5", rowsRemoved: "2", throttles: "3" }), runOf({ runId: "6" })],
      }),
    );
    expect(text).toMatch(/14 s +12\/12 +\+5 -2 +87, 3 throttled/);
    expect(text).toMatch(/14 s +12\/12 +unchanged +87\n/);
  });

  test.each([
    { isAlive: true, word: "running", took: /60 s|1 min/ },
    { isAlive: false, word: "cut off", took: /cut off +2026/ },
  ])(
    "calls a run without an end $word where its process is alive: $isAlive",
    ({ isAlive, word, took }) => {
      const run = runOf({ status: "running", exitCode: undefined, finishedAt: undefined, isAlive });
      const text = renderStatus(statusOf({ runs: [run] }));
      expect(text).toContain(word);
      expect(text).toMatch(took);
    },
  );

  test("says who is loading what", () => {
    const holding = { runId: "9", account: "main", stream: "customer", slices: 4 };
    const text = renderStatus(statusOf({ holdings: [{ ...holding, billMonth: "2026-10-01" }] }));
    expect(text).toMatch(/Being loaded now\n\n.*\n.*\n +9 +main +customer +2026-10 +4\n/);
  });

  test("tells the next run in UTC+8 with the expression it comes from", () => {
    const at = Date.parse("2026-11-22T01:30:00Z");
    const next = { at, cron: "30 9 * * *", timezone: "Asia/Shanghai" };
    expect(renderStatus(statusOf({ next }))).toContain(
      "2026-11-22 09:30 UTC+8, where npm start is running (BILLING_CRON 30 9 * * *, Asia/Shanghai)",
    );
  });

  test("names unknown fields with their rows, since when they come, and when they last came", () => {
    const unknown = [
      keptOf({ rows: "1234567" }),
      keptOf({ stream: "customer", sinceMonth: "0001-01-01" }),
    ];
    const text = renderStatus(statusOf({ kept: { unknown, raw: [] } }));
    expect(text).toMatch(/partner_bill_detail +NewField +1,234,567 +2026-10 +2026-11-21 11:00\n/);
    expect(text).toMatch(/customer +NewField +12 +– +2026-11-21 11:00\n/);
    expect(text).not.toContain("raw");
  });

  test("of very many unknown fields shows the first, and says that there are more", () => {
    const unknown = Array.from({ length: 25 }, (_, index) => keptOf({ field: `New${index}` }));
    const text = renderStatus(statusOf({ kept: { unknown, raw: [] } }));
    expect(text).toContain("New19");
    expect(text).not.toContain("New20");
    expect(text).toContain("and 5 more: --json");
  });

  test("tells raw values in one line, by field whatever the stream, and no unknown field among them", () => {
    const raw = [
      keptOf({ field: "TotalCost", rows: "20" }),
      keptOf({ field: "ComponentUsage", rows: "1000" }),
      keptOf({ stream: "customer_bill_detail", field: "ComponentUsage", rows: "214" }),
    ];
    const text = renderStatus(statusOf({ kept: { unknown: [], raw } }));
    expect(text).toContain("1,234 in extra.$raw: ComponentUsage 1,214, TotalCost 20.\n");
    expect(text).not.toContain("does not know");
    const many = ["A", "B", "C", "D", "E"].map((field) => keptOf({ field, rows: "1" }));
    expect(renderStatus(statusOf({ kept: { unknown: [], raw: many } }))).toContain(
      "5 in extra.$raw: A 1, B 1, C 1, 2 more.\n",
    );
  });

  test("lets no control character of a field's name reach the terminal", () => {
    const kept = {
      unknown: [keptOf({ field: "a\u001b[2J" })],
      raw: [keptOf({ field: "b\u001b[2J" })],
    };
    const text = renderStatus(statusOf({ kept }));
    expect(text).not.toContain("\u001b");
    expect(text).toContain("a\\x1b[2J");
    expect(text).toContain("b\\x1b[2J");
  });

  test("fits 80 columns where a terminal asks for it", () => {
    const text = renderStatus(
      statusOf({
        coverage: [coverageOf("2026-10-01", { failed: 1000, fresh: 1000, late: 100 })],
        gaps: [gapOf({ message: "m".repeat(300), customerName: "n".repeat(300) })],
      }),
      80,
    );
    expect(Math.max(...text.split("\n").map((line) => line.length))).toBeLessThanOrEqual(90);
    expect(text).toContain("m…");
  });
});

test("the status for programs has ISO instants, months, and null for what is not there", () => {
  const document: unknown = JSON.parse(
    renderStatusJson(
      statusOf({
        coverage: [
          coverageOf(
            "0001-01-01",
            { never_loaded: 1 },
            { oldestSuccessAt: undefined, neverLoaded: 1 },
          ),
        ],
        gaps: [gapOf({ customerName: undefined })],
        unknownNames: [
          {
            dimension: "product",
            name: "New",
            stream: "partner_bill_detail",
            lines: "3",
            amount: "4.40",
            bills: 2,
            sinceMonth: "2026-10-01",
          },
        ],
        kept: { unknown: [keptOf({ sinceMonth: "0001-01-01" })], raw: [keptOf()] },
      }),
    ),
  );
  expect(document).toMatchObject({
    at: "2026-11-21T04:00:00.000Z",
    coverage: [
      {
        month: null,
        oldestSuccessAt: null,
        lastError: null,
        states: { never_loaded: 1, fresh: 0 },
      },
    ],
    gaps: [{ month: "2026-10", customerName: null, lastSuccessAt: null, requestId: "r-1" }],
    unknownNames: [{ name: "New", lines: "3", amount: "4.40", sinceMonth: "2026-10" }],
    runs: [{ runId: "7", exitCode: 0, calls: "87", startedAt: "2026-11-21T03:59:00.000Z" }],
    next: null,
    unknownFields: [{ field: "NewField", rows: "12", slices: 1, sinceMonth: null }],
    rawFields: [{ sinceMonth: "2026-10", newestAt: "2026-11-21T03:00:00.000Z" }],
  });
});
