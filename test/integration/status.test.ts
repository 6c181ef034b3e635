import { describe, expect, test } from "vitest";
import type { JsonObject } from "../../src/domain/json.ts";
import { stream as detailStream } from "../../src/source/tencent/streams/partner-bill-detail.ts";
import { billLine, billLines } from "../support/bill-line.ts";
import { FakeClock } from "../support/fake-clock.ts";
import { type FreshDatabase, freshDatabase } from "../support/fresh-database.ts";
import { beginRun, claimed, loadAnswers } from "../support/load-answers.ts";
import { openTestWarehouse } from "../support/open-test-warehouse.ts";
import { sliceOf } from "../support/slice-of.ts";
import { type CommandResult, runCommand } from "./run-command.ts";
import { seedSlices } from "./seed-slices.ts";

async function status(
  database: FreshDatabase,
  options: { readonly argv?: readonly string[]; readonly env?: Record<string, string> } = {},
): Promise<CommandResult> {
  return await runCommand(["status", ...(options.argv ?? [])], {
    env: { DATABASE_URL: database.url, ...options.env },
    clock: new FakeClock(),
  });
}

async function statusDocument(database: FreshDatabase): Promise<Record<string, unknown>> {
  const { out } = await status(database, { argv: ["--json"] });
  return JSON.parse(out) as Record<string, unknown>;
}

test("a database without schema ends with 2 and says how to begin", async () => {
  await using database = await freshDatabase("empty");
  const { exitCode, out, err } = await status(database);
  expect({ exitCode, out }).toEqual({ exitCode: 2, out: "" });
  expect(err).toContain("no Billhouse schema yet");
  expect(err).toContain("npm run sync");
});

test("a warehouse that was never loaded is no failure", async () => {
  await using database = await freshDatabase();
  const { exitCode, out } = await status(database);
  expect(exitCode).toBe(0);
  expect(out).toContain("Nothing was loaded yet");
});

describe("coverage", () => {
  test("counts the slices of each account, stream and month by state, with the newest error", async () => {
    await using database = await freshDatabase();
    await seedSlices(database.pool, [
      { uin: "1" },
      { uin: "2", status: "empty", lastSuccessAt: "2026-11-08T00:00:00Z" },
      { uin: "3", status: "failed", errorCode: "InternalError", errorMessage: "it broke" },
      { uin: "4", status: "pending", lastSuccessAt: null },
      { uin: "1", billMonth: "2026-09-01" },
    ]);
    expect(await statusDocument(database)).toMatchObject({
      coverage: [
        { month: "2026-09", slices: 1, states: { fresh: 1 }, lastError: null },
        {
          account: "main",
          stream: "partner_bill_total",
          month: "2026-10",
          slices: 4,
          states: { fresh: 1, late: 1, failed: 1, never_loaded: 1, not_ready: 0, forbidden: 0 },
          neverLoaded: 1,
          oldestSuccessAt: "2026-11-08T00:00:00.000Z",
          lastError: { code: "InternalError", message: "it broke" },
        },
      ],
      gaps: [
        { uin: "3", month: "2026-10", state: "failed", code: "InternalError" },
        { uin: "4", state: "never_loaded" },
        { uin: "2", state: "late" },
      ],
    });
  });

  test("of a thousand customers and two years still fits a screen, the failed ones first", async () => {
    await using database = await freshDatabase();
    const months = Array.from({ length: 24 }, (_, index) =>
      new Date(Date.UTC(2024, 11 + index, 1)).toISOString().slice(0, 10),
    );
    const slices = Array.from({ length: 1000 }, (_, customer) =>
      months.map((billMonth) => ({ uin: String(200_000_000_000 + customer), billMonth })),
    ).flat();
    const failed = { status: "failed", errorCode: "InternalError", errorMessage: "it broke" };
    await seedSlices(
      database.pool,
      slices.map((slice, index) => (index % 400 === 0 ? { ...slice, ...failed } : slice)),
    );
    const { out } = await status(database);
    expect(out.split("\n").length).toBeLessThan(60);
    expect(out).toMatch(/^\S+ +\S+ +\S+ +\d+ failed/m);
    expect(out).toContain("the worst 20 of 60 UINs");
  });

  test("names the customer that is concerned, and leaves nothing out of --json", async () => {
    await using database = await freshDatabase();
    const failed = { status: "failed", errorCode: "InternalError", errorMessage: "it broke" };
    const uins = Array.from({ length: 30 }, (_, index) => `${200_000_000_001 + index}`);
    await seedSlices(
      database.pool,
      uins.map((uin) => ({ uin, ...failed })),
    );
    await database.pool.query(
      `insert into billing.customer (account, customer_uin, name, first_seen_at, last_seen_at, run_id, loaded_at)
       select 'main', '200000000001', 'Acme Ltd', now(), now(), 1, now()`,
    );
    const { gaps } = await statusDocument(database);
    expect(gaps).toHaveLength(30);
    const { out } = await status(database);
    expect(out).toMatch(
      /200000000001 +Acme Ltd +1 failed +partner_bill_total +2026-10 +it broke\n/,
    );
  });

  test("never shows a secret that the vendor's words repeat", async () => {
    await using database = await freshDatabase();
    const secretId = "AKIDabcdefghijklmnop";
    const errorMessage = `The SecretId ${secretId} is not found`;
    await seedSlices(database.pool, [{ status: "failed", errorCode: "AuthFailure", errorMessage }]);
    const env = { TENCENTCLOUD_SECRET_ID: secretId, TENCENTCLOUD_SECRET_KEY: "k".repeat(32) };
    for (const argv of [[], ["--json"]]) {
      const { out } = await status(database, { argv, env });
      expect(out).toContain("The SecretId *** is not found");
      expect(out).not.toContain(secretId);
    }
  });
});

describe("runs", () => {
  test("at work are told with what they hold, and as cut off the moment their process is gone", async () => {
    await using database = await freshDatabase();
    const warehouse = openTestWarehouse(database, [detailStream]);
    const run = await beginRun(warehouse);
    await claimed(warehouse, run, sliceOf(detailStream));
    expect(await statusDocument(database)).toMatchObject({
      runs: [{ runId: run.runId, status: "running", isAlive: true }],
      holdings: [{ runId: run.runId, stream: "partner_bill_detail", month: "2026-10", slices: 1 }],
    });
    await warehouse[Symbol.asyncDispose]();
    expect(await statusDocument(database)).toMatchObject({
      runs: [{ runId: run.runId, status: "running", isAlive: false }],
      holdings: [],
    });
    expect((await status(database)).out).toContain("cut off");
  });

  test("are shown newest first, the last five of them", async () => {
    await using database = await freshDatabase();
    await using warehouse = openTestWarehouse(database, [detailStream]);
    for (let number = 1; number <= 6; number += 1) {
      await loadAnswers(warehouse, sliceOf(detailStream), [billLines(billLine())]);
    }
    const { runs } = await statusDocument(database);
    expect((runs as { runId: string }[]).map(({ runId }) => runId)).toEqual([
      "6",
      "5",
      "4",
      "3",
      "2",
    ]);
  });
});

test("the next run is the schedule's, on the injected clock", async () => {
  await using database = await freshDatabase();
  const env = { BILLING_CRON: "0 3 * * *", BILLING_TIMEZONE: "Europe/Berlin" };
  const { out } = await status(database, { argv: ["--json"], env });
  expect(JSON.parse(out)).toMatchObject({
    next: { at: "2026-11-10T02:00:00.000Z", cron: "0 3 * * *", timezone: "Europe/Berlin" },
  });
});

describe("what is kept in extra", () => {
  test("is told by stream and field: how many rows and slices, since which month, and when last loaded", async () => {
    await using database = await freshDatabase();
    await using warehouse = openTestWarehouse(database, [detailStream]);
    const load = async (month: string, line: JsonObject, night: string): Promise<unknown> =>
      await loadAnswers(
        warehouse,
        sliceOf(detailStream, { month }),
        [billLines(billLine(line))],
        Date.parse(night),
      );
    await load("2026-09", { NewField: "a", Old: "x" }, "2026-11-08T01:30:00Z");
    await load("2026-10", { NewField: "b", ComponentUsage: "-" }, "2026-11-09T01:30:00Z");
    const kept = { stream: "partner_bill_detail", rows: "1", slices: 1 };
    expect(await statusDocument(database)).toMatchObject({
      unknownFields: [
        {
          stream: "partner_bill_detail",
          field: "NewField",
          rows: "2",
          slices: 2,
          sinceMonth: "2026-09",
          newestAt: "2026-11-09T01:30:00.000Z",
        },
        { ...kept, field: "Old", newestAt: "2026-11-08T01:30:00.000Z" },
      ],
      rawFields: [{ ...kept, field: "ComponentUsage", sinceMonth: "2026-10" }],
    });
    const { out } = await status(database);
    expect(out).toMatch(/partner_bill_detail +NewField +2 +2026-09 +2026-11-09 09:30\n/);
    expect(out).toContain(
      "kept as raw text, such as - for none\n\n1 in extra.$raw: ComponentUsage 1.\n",
    );
  });
});
