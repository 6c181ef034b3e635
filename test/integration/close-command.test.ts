import { describe, expect, test } from "vitest";
import { FakeClock } from "../support/fake-clock.ts";
import { type FreshDatabase, freshDatabase } from "../support/fresh-database.ts";
import { openTestWarehouse } from "../support/open-test-warehouse.ts";
import { readText } from "../support/read-table.ts";
import {
  BILL,
  BILL_STREAMS,
  CLOSING,
  loadBill,
  NIGHTS,
  withClosedBill,
} from "../support/steady-bill.ts";
import { type CommandResult, runCommand } from "./run-command.ts";

const OTHER = "200000000002";

/** Whoever tried to connect would end with 8. */
const NOWHERE = { url: "postgres://nobody@127.0.0.1:1/nowhere" };

async function run(
  database: Pick<FreshDatabase, "url">,
  argv: readonly string[],
  { now = CLOSING.now, env = {} }: { now?: number; env?: Readonly<Record<string, string>> } = {},
): Promise<CommandResult> {
  return await runCommand(argv, {
    env: {
      DATABASE_URL: database.url,
      BILLING_ACCOUNTS: "main",
      BILLING_MAIN_SECRET_ID: "AKIDexampleexampleexample0001",
      BILLING_MAIN_SECRET_KEY: "keyexampleexampleexample00000001",
      ...env,
    },
    clock: new FakeClock(new Date(now).toISOString()),
  });
}

// What the sample answers come to does not add up; a tolerance as wide as that lets bills close.
const LENIENT = {
  BILLING_CHECK_TOLERANCES: ["R1", "R2", "R3", "R4", "R5", "R6"]
    .map((id) => `${id}=1000`)
    .join(","),
};

async function states(database: FreshDatabase): Promise<readonly string[]> {
  const rows = await readText(
    database.pool,
    "select uin, state from billing_ops.month_state order by uin",
  );
  return rows.map(({ uin, state }) => `${uin} ${state}`);
}

/** One steady bill, and one that was loaded once. */
async function withTwoBills(): Promise<FreshDatabase> {
  const database = await freshDatabase();
  await using warehouse = openTestWarehouse(database, BILL_STREAMS);
  await loadBill(warehouse);
  await loadBill(warehouse, OTHER, NIGHTS.slice(0, 1));
  return database;
}

describe("close", () => {
  test("closes what may be closed, and says of the others what they wait for", async () => {
    await using database = await withTwoBills();
    const { exitCode, out } = await run(database, ["close"], { env: LENIENT });
    expect(out).toContain(`Closed 1 bill:\n  2026-10  main  ${BILL.uin}\n`);
    expect(out).toContain("\n  not yet found the same 20 h later: ");
    expect(out).toContain(`\n    2026-10  main  ${OTHER}\n`);
    expect(exitCode).toBe(3);
    expect(await states(database)).toEqual([`${BILL.uin} closed`, `${OTHER} closing`]);
    const again = await run(database, ["close", "--customer", BILL.uin], { env: LENIENT });
    expect(again).toMatchObject({
      exitCode: 0,
      out: "Nothing to close: no bill of a month that is over is open.\n",
    });
  });

  test("checks first: a bill that does not add up stays open, with code 4", async () => {
    await using database = await withTwoBills();
    const { exitCode, out } = await run(database, ["close", "--customer", BILL.uin]);
    expect(out).toMatch(/^Not closed, 1 bill:\n {2}mismatch: R\d/);
    expect(exitCode).toBe(4);
    expect(await states(database)).toEqual([`${BILL.uin} closing`]);
  });

  test("with --dry-run says so and writes nothing", async () => {
    await using database = await withTwoBills();
    const { out } = await run(database, ["close", "--dry-run", "--json"]);
    expect(JSON.parse(out)).toMatchObject({
      dryRun: true,
      closed: [],
      waiting: [
        { uin: BILL.uin, month: "2026-10", waitsFor: ["not checked since it last changed"] },
        { uin: OTHER },
      ],
      tooEarly: [],
    });
    expect(await states(database)).toEqual([]);
  });

  test("of a month whose day has not come says when it comes", async () => {
    await using database = await withTwoBills();
    const now = NIGHTS[1] ?? 0;
    const all = await run(database, ["close"], { now });
    expect(all).toMatchObject({
      exitCode: 0,
      out: "Not before 2026-11-07 00:00 (UTC+8), 2 bills.\n",
    });
    const asked = await run(database, ["close", "--month", "2026-10"], { now });
    expect(asked.out).toContain(`(UTC+8), 2 bills:\n  2026-10  main  ${BILL.uin}, ${OTHER}\n`);
    expect(asked.exitCode).toBe(3);
    const later = await run(database, ["close"], { env: { BILLING_CLOSE_FROM_DAY: "8" } });
    expect(later.out).toBe("Not before 2026-11-08 00:00 (UTC+8), 2 bills.\n");
  });

  test("ends with 5 while another process closes or reopens, and with 2 without a schema", async () => {
    await using database = await freshDatabase();
    const client = await database.pool.connect();
    await client.query("select pg_advisory_lock(1129074515, 0)");
    const clock = new FakeClock();
    const busy = runCommand(["close"], {
      env: {
        DATABASE_URL: database.url,
        TENCENTCLOUD_SECRET_ID: "AKIDexampleexampleexample0001",
        TENCENTCLOUD_SECRET_KEY: "keyexampleexampleexample00000001",
      },
      clock: {
        now: () => clock.now(),
        monotonic: () => performance.now() * 50,
        sleep: async () => undefined,
      },
    });
    expect(await busy).toMatchObject({ exitCode: 5, out: "" });
    client.release(true);
    await using empty = await freshDatabase("empty");
    const { exitCode, err } = await run(empty, ["close"]);
    expect(exitCode).toBe(2);
    expect(err).toContain("npm run sync");
  });

  test.each([
    [["--month", "2026-13"], /a month is written YYYY-MM/],
    [["--month", "2026-12"], /is in the future/],
    [["--customer", "nobody"], /a UIN is 6 to 20 digits/],
    [["--account", "mian"], /there is no such account \(one of main\)/],
  ])("refuses %j before anything is looked at", async (argv, problem) => {
    const { exitCode, err } = await run(NOWHERE, ["close", ...argv]);
    expect(exitCode).toBe(2);
    expect(err).toMatch(problem);
  });
});

describe("reopen", () => {
  const ASKED = ["reopen", "--month", "2026-10", "--customer", BILL.uin];

  test("opens a closed month, and keeps who did it and why", async () => {
    await using database = await freshDatabase();
    await (await withClosedBill(database))[Symbol.asyncDispose]();
    const { exitCode, out } = await run(database, [...ASKED, "--reason", " credit note 17 "]);
    expect(out).toBe(
      `Opened 1 bill again:\n  2026-10  main  ${BILL.uin}\nThe next sync loads them; they close anew when they may.\n`,
    );
    expect(exitCode).toBe(0);
    const [event] = await readText(
      database.pool,
      "select made_by, reason from billing_ops.month_event where to_state = 'reopened'",
    );
    expect(event?.["made_by"]).toMatch(/^npm run reopen \(.+@.+\)$/);
    expect(event?.["reason"]).toBe("credit note 17");
  });

  test("of a month that is open changes nothing, and says so", async () => {
    await using database = await withTwoBills();
    const { exitCode, out } = await run(database, [...ASKED, "--reason", "x", "--json"]);
    expect(exitCode).toBe(0);
    expect(JSON.parse(out)).toEqual({
      reopened: [],
      notClosed: [{ account: "main", uin: BILL.uin, month: "2026-10", state: "open" }],
    });
  });

  test("opens none where one of them is not known", async () => {
    await using database = await freshDatabase();
    await (await withClosedBill(database))[Symbol.asyncDispose]();
    const customers = `${BILL.uin},${OTHER}`;
    const argv = ["reopen", "--month", "2026-10", "--customer", customers, "--reason", "x"];
    const { exitCode, err } = await run(database, argv);
    expect(exitCode).toBe(2);
    expect(err).toContain(`--customer ${OTHER}: no bill of 2026-10 was ever loaded`);
    expect(await states(database)).toEqual([`${BILL.uin} closed`]);
  });

  test("needs month, customer and reason, and says all that is missing at once", async () => {
    const { exitCode, err } = await run(NOWHERE, ["reopen", "--reason", "  "]);
    expect(exitCode).toBe(2);
    expect(err).toMatch(/--month is missing[^]*--customer is missing[^]*--reason is missing/);
    expect(err).toContain("npm run reopen -- --month 2026-10");
  });
});
