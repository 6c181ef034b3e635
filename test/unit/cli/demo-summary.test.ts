import { describe, expect, test } from "vitest";
import { type DemoOutcome, demoSummary } from "../../../src/cli/demo-summary.ts";
import { reportOf } from "../app/run-sample.ts";

const { counts } = reportOf().result;

function outcomeOf(
  isAgain: boolean,
  rows: { readonly rowsAdded: number; readonly rowsChanged: number },
): DemoOutcome {
  return {
    isAgain,
    report: reportOf({ result: { counts: { ...counts, ...rows } } }),
    answer: "the answer\n",
    reportUrl: "file:///home/me/billhouse/.data/demo-report.html",
    findings: {
      streams: [
        { stream: "customer", slices: 1, tables: [{ table: "billing.customer", rows: "6" }] },
      ],
      bills: [
        {
          account: "demo-partner",
          uin: "200000000006",
          month: "2026-10",
          regions: "0",
          payModes: "12.5",
          products: "12.50000000",
          total: "12.50000000",
          details: "-1.00000001",
          difference: "0",
        },
      ],
    },
  };
}

describe("what the demo says", () => {
  test.each([
    [
      "the first time",
      outcomeOf(false, { rowsAdded: 4221, rowsChanged: 6 }),
      "4,221 rows added.\n",
    ],
    [
      "again on the same day",
      outcomeOf(true, { rowsAdded: 0, rowsChanged: 0 }),
      "nothing changed since last time",
    ],
    [
      "again on another day",
      outcomeOf(true, { rowsAdded: 40, rowsChanged: 3 }),
      "40 rows added, 3 changed since last time",
    ],
  ])("about rows, %s", (_when, outcome, words) => {
    expect(demoSummary(outcome)).toContain(words);
  });

  test("shows amounts with the vendor's eight decimals, whatever zeros the sum had", () => {
    expect(demoSummary(outcomeOf(false, { rowsAdded: 1, rowsChanged: 0 }))).toMatch(
      /200000000006 {2}2026-10 +0\.00000000 +12\.50000000 +12\.50000000 +12\.50000000 +-1\.00000001 +0\.00000000\n/,
    );
  });

  test("fits a terminal of 80 columns by showing sums that equal the total as =", () => {
    const text = demoSummary(outcomeOf(false, { rowsAdded: 1, rowsChanged: 0 }), 80);

    expect(text).toMatch(
      /200000000006 {2}2026-10 +0\.00000000 += += +12\.50000000 +-1\.00000001 +0\n/,
    );
    expect(text).toContain("= is the same as the total.\n");
  });

  test("says where the report is to be opened, or how to make it where none could be written", () => {
    const outcome = outcomeOf(false, { rowsAdded: 1, rowsChanged: 0 });

    expect(demoSummary(outcome)).toContain(
      "open in a browser: file:///home/me/billhouse/.data/demo-report.html\n",
    );
    expect(demoSummary({ ...outcome, reportUrl: undefined })).toContain(
      "npm run report -- --demo\n",
    );
  });

  test("says how to go on asking, and how to come to one's own bills", () => {
    const text = demoSummary(outcomeOf(false, { rowsAdded: 1, rowsChanged: 0 }));

    expect(text).toContain('npm run query -- --demo "select');
    expect(text).toContain("npm run db -- url --demo");
    expect(text).toContain(".env.example");
  });
});
