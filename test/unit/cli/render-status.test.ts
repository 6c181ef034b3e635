import { describe, expect, test } from "vitest";
import { renderStatusJson } from "../../../src/cli/render-status-json.ts";
import { renderStatus } from "../../../src/cli/render-status.ts";
import { coverageOf, NOW, runOf, statusOf } from "./status-sample.ts";

const FAILING = {
  account: "main",
  stream: "partner_bill_detail",
  uin: "200000000001",
  billMonth: "2026-10-01",
  status: "failed",
  code: "InternalError",
  message: "DescribeCustomerBillDetail: InternalError: it broke",
  requestId: "r-1",
  lastAttemptAt: NOW,
  lastSuccessAt: undefined,
} as const;

describe("the status for people", () => {
  test("shows nothing about what is not the case", () => {
    const text = renderStatus(statusOf());
    expect(text).not.toMatch(/Not loaded|Being loaded|Next run|Fields/);
  });

  test("says of an empty warehouse how to begin", () => {
    const text = renderStatus(statusOf({ coverage: [], runs: [] }));
    expect(text).toContain("npm run sync");
    expect(text).toContain("There was none yet.");
  });

  test("lists what failed with its reason, and says how many more there are", () => {
    const text = renderStatus(statusOf({ failing: { total: 44, first: [FAILING] } }));
    expect(text).toContain("Not loaded: the first 1 of 44 slices");
    expect(text).toContain("InternalError: it broke");
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

  test("names unknown fields, and the tables that it did not look at", () => {
    const fields = [{ table: "bill_detail", field: "NewField", rows: "12" }];
    const notSearched = ["a", "b", "c", "d", "e"];
    const text = renderStatus(statusOf({ unknownFields: { fields, notSearched } }));
    expect(text).toMatch(/bill_detail +NewField +12/);
    expect(text).toContain("Not looked at, for their size: a, b, c and 2 more.");
  });

  test("fits 80 columns where a terminal asks for it", () => {
    const text = renderStatus(
      statusOf({
        coverage: [coverageOf("2026-10-01", { failed: 1000, loaded: 1000, empty: 100 })],
        failing: { total: 1, first: [{ ...FAILING, message: "m".repeat(300) }] },
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
          coverageOf("0001-01-01", { pending: 1 }, { oldestSuccessAt: undefined, neverLoaded: 1 }),
        ],
        failing: { total: 1, first: [FAILING] },
      }),
    ),
  );
  expect(document).toMatchObject({
    at: "2026-11-21T04:00:00.000Z",
    coverage: [{ month: null, oldestSuccessAt: null, lastError: null, counts: { pending: 1 } }],
    failing: { total: 1, first: [{ month: "2026-10", lastSuccessAt: null, requestId: "r-1" }] },
    runs: [{ runId: "7", exitCode: 0, calls: "87", startedAt: "2026-11-21T03:59:00.000Z" }],
    next: null,
  });
});
