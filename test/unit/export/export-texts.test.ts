import { describe, expect, test } from "vitest";
import type { Terminal } from "../../../src/cli/command-context.ts";
import { followExport } from "../../../src/cli/follow-export.ts";
import { renderExport, renderExportJson } from "../../../src/cli/render-export.ts";
import { sizeText } from "../../../src/cli/size-text.ts";
import { FakeClock } from "../../support/fake-clock.ts";

test.each([
  [0, "0 B"],
  [731, "731 B"],
  [999, "999 B"],
  [1_000, "1.0 KB"],
  [9_940, "9.9 KB"],
  [9_960, "10 KB"],
  [999_600, "1.0 MB"],
  [138_362_617, "138 MB"],
  [4_200_000_000_000_000, "4200 TB"],
])("%i bytes are %s", (bytes, text) => {
  expect(sizeText(bytes)).toBe(text);
});

const REPORT = {
  path: "out/daily_cost-2026-10.parquet",
  rows: 1_234,
  bytes: 45_678,
  view: "billing_mart.daily_cost",
  months: ["2026-10"],
  customers: undefined,
  format: "parquet",
} as const;

describe("what was written", () => {
  test("is one line for people", () => {
    expect(renderExport(REPORT)).toBe("out/daily_cost-2026-10.parquet: 1,234 rows, 46 KB\n");
    expect(renderExport({ ...REPORT, path: undefined, rows: 1 })).toBe("1 row, 46 KB\n");
  });

  test("is a whole path, and null where all are meant, for programs", () => {
    expect(JSON.parse(renderExportJson(REPORT))).toEqual({
      path: expect.stringMatching(/^([A-Z]:)?[/\\].*daily_cost-2026-10\.parquet$/) as string,
      rows: 1_234,
      bytes: 45_678,
      view: "billing_mart.daily_cost",
      months: ["2026-10"],
      customers: null,
      format: "parquet",
    });
  });
});

/** A terminal that remembers what it is told. */
function watched(isTty: boolean): { terminal: Terminal; told: string[] } {
  const told: string[] = [];
  const tell = (text: string): void => void told.push(text);
  const terminal = { isTty, isOutTty: isTty, width: 60, out: tell, err: tell, status: tell };
  return { told, terminal: { ...terminal, isOutClosed: () => false } };
}

describe("progress", () => {
  test("is silent for half a minute where nobody watches, then tells every half minute", async () => {
    const { terminal, told } = watched(false);
    const clock = new FakeClock();
    const follow = followExport("daily_cost", { terminal, clock });
    for (let second = 0; second < 70; second += 1) {
      follow({ stage: "reading", rows: second * 1_000, total: 90_000 });
      await clock.pass(1_000);
    }
    expect(told).toEqual([
      "export daily_cost: 30,000 of 90,000 rows read\n",
      "export daily_cost: 60,000 of 90,000 rows read\n",
    ]);
  });

  test("is one line that fits where somebody watches", async () => {
    const { terminal, told } = watched(true);
    const clock = new FakeClock();
    const follow = followExport("x".repeat(70), { terminal, clock });
    follow({ stage: "measuring" });
    follow({ stage: "reading", bytes: 1 });
    await clock.pass(200);
    follow({ stage: "reading", bytes: 1_000_000 });
    expect(told.map((text) => text.length)).toEqual([59, 59]);
  });

  test.each([
    [{ stage: "measuring" }, "looking how long the amounts are"],
    [{ stage: "reading", bytes: 4_200_000 }, "4.2 MB read"],
    [{ stage: "reading", rows: 5, total: 1_000 }, "5 of 1,000 rows read"],
    [{ stage: "writing" }, "writing the file"],
  ] as const)("%j says: %s", (progress, text) => {
    const { terminal, told } = watched(true);
    followExport("v", { terminal, clock: new FakeClock() })(progress);
    expect(told).toEqual([`export v: ${text}`]);
  });
});
