import { expect, test } from "vitest";
import { migrateDatabase } from "../../src/app/migrate-database.ts";
import { openDemo } from "../../src/app/open-demo.ts";
import { readDemoFindings } from "../../src/app/read-demo-findings.ts";
import { runOnce } from "../../src/app/run-once.ts";
import type { RunReport } from "../../src/app/run-report.ts";
import { systemClock } from "../../src/app/system-clock.ts";
import { freshDatabase } from "../support/fresh-database.ts";
import { BARE_ENVIRONMENT } from "../support/program.ts";
import { memoryLogger } from "../unit/scheduler/memory-logger.ts";

const { signal } = new AbortController();

test("the demo's bills add up in five ways, and a second run changes nothing", async () => {
  await using database = await freshDatabase("empty");
  const { logger } = memoryLogger();
  await using demo = await openDemo({
    env: BARE_ENVIRONMENT,
    clock: systemClock,
    logger,
    databaseUrl: database.url,
  });
  await migrateDatabase(demo.database, { direction: "up", clock: systemClock, signal });
  const run = async (): Promise<RunReport | undefined> =>
    await runOnce(demo, { request: { kind: "demo" }, followers: [], signal });

  const first = await run();
  const findings = await readDemoFindings(demo);
  const again = await run();

  expect(first?.result).toMatchObject({ exitCode: 0, status: "succeeded" });
  expect(first?.checks).toMatchObject({ mismatch: 0, within_tolerance: 0 });
  expect(first?.checks.match).toBeGreaterThan(150);
  expect(findings.bills).toHaveLength(12);
  for (const bill of findings.bills) {
    expect(Number(bill.difference), `${bill.uin} ${bill.month}`).toBe(0);
  }
  expect(findings.streams.filter(({ slices }) => slices === 0)).toEqual([]);
  expect(again?.result.counts).toMatchObject({ rowsAdded: 0, rowsChanged: 0, rowsRemoved: 0 });
});
