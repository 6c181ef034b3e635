import { describe, expect, test } from "vitest";
import { generateTenant } from "../../src/simulator/generate-tenant.ts";
import { SIMULATED_CREDENTIALS } from "../../src/simulator/simulated-credentials.ts";
import { type Simulator, startSimulator } from "../../src/simulator/start-simulator.ts";
import { amountOf } from "../../src/simulator/tenant/amount.ts";
import { makeLine } from "../../src/simulator/tenant/bill-line.ts";
import { addLines, changeLine } from "../../src/simulator/tenant/edit-tenant.ts";
import type { Tenant } from "../../src/simulator/tenant/tenant.ts";
import { addMonths, billMonthAt } from "../../src/simulator/tenant/wall-clock.ts";
import { describeFailure } from "../lab/kills/kill-tally.ts";
import { playRound } from "../lab/kills/play-round.ts";
import { planRound } from "../lab/kills/round-plan.ts";
import { type FreshDatabase, freshDatabase } from "../support/fresh-database.ts";
import { type Environment, runProgram, startProgram } from "../support/program.ts";
import { findLies } from "../support/truth.ts";
import type { TruthScope } from "../support/truth/true-slices.ts";
import { CUSTOMERS, partnerEnv } from "./vendor.ts";

const NOW = Date.now();
const MONTH = addMonths(billMonthAt(NOW), -1);
const [UIN] = CUSTOMERS;
const BILL = { uin: UIN, month: MONTH };
const STREAM = "partner_bill_detail";
const BACKFILL = ["backfill", `--from=${MONTH}`, `--to=${MONTH}`, `--customer=${UIN}`];
const SCOPE: TruthScope = {
  accounts: [{ name: "default", credential: SIMULATED_CREDENTIALS.partner, tagKeys: [] }],
  streams: [STREAM],
  months: [MONTH],
  now: NOW,
};

// Each seed plays a round of the lab: other tenants, other moments. Together they are killed before a
// run began, with slices in hand, with pages staged, between calls, statements and commits.
const SEEDS = [1, 2, 3, 4];

describe("a process that is killed", () => {
  test.each(SEEDS)(
    "at random moments loses, doubles and changes nothing (seed %i)",
    async (seed) => {
      const report = await playRound(planRound(seed));

      expect(report.violations.length === 0 ? "" : describeFailure(report)).toBe("");
      expect(report.looks).toBeGreaterThan(10);
    },
  );

  test("at page 60 of 100 costs at most 45 further calls to finish", async () => {
    await using long = await startLongSlice({ lines: 20_000 });
    await long.killAtCall(60);

    const again = await long.finish();

    expect(again.exitCode).toBe(0);
    expect(again.pages.length).toBeLessThanOrEqual(45);
    expect(await long.lies()).toEqual([]);
  });
});

// Page 1 is asked for first, to see whether the bill still begins as it did: then every page is read.
describe("staged pages of a killed process are read anew", () => {
  test("where page 1 has changed meanwhile", async () => {
    await using long = await startLongSlice({ lines: 2_300 });
    await long.killAtCall(9);
    long.change((tenant) =>
      changeLine(tenant, BILL, 3, (line) => ({ ...line, discounted: line.discounted + 1n })),
    );

    const again = await long.finish();

    expect(again.exitCode).toBe(0);
    expect(again.pages).toEqual([1, ...everyPage(12)]);
    expect(await long.lies()).toEqual([]);
  });

  test("where Total has moved meanwhile, though page 1 is the same", async () => {
    await using long = await startLongSlice({ lines: 2_300 });
    await long.killAtCall(9);
    const late = makeLine(MONTH, { id: "9900000000000000001", discounted: amountOf("7.5") });
    long.change((tenant) => addLines(tenant, BILL, [late], 900));

    const again = await long.finish();

    expect(again.exitCode).toBe(0);
    expect(again.pages).toEqual([1, ...everyPage(12)]);
    expect(await long.lies()).toEqual([]);
  });

  test("where they are older than an hour", async () => {
    await using long = await startLongSlice({ lines: 2_300 });
    await long.killAtCall(9);
    const aged = await long.database.pool.query(
      "update billing_ops.staged_page set staged_at = staged_at - interval '61 minutes'",
    );
    // The bill has changed where page 1 and Total do not show it.
    long.change((tenant) =>
      changeLine(tenant, BILL, 700, (line) => ({ ...line, discounted: line.discounted + 1n })),
    );

    const again = await long.finish();

    expect(aged.rowCount).toBeGreaterThan(0);
    expect(again.exitCode).toBe(0);
    expect(again.pages).toEqual(everyPage(12));
    expect(await long.lies()).toEqual([]);
  });
});

// Staged pages are used again where page 1 and Total are as they were: what else has changed within the
// hour is not seen before the bill is read once more.
test("a line that changes beyond page 1 after a kill is right after the run after the next", async () => {
  await using long = await startLongSlice({ lines: 2_300 });
  await long.killAtCall(9);
  long.change((tenant) =>
    changeLine(tenant, BILL, 700, (line) => ({ ...line, discounted: line.discounted + 1n })),
  );
  await long.finish();

  const last = await long.finish();

  expect(last.exitCode).toBe(0);
  expect((await long.lies()).filter((lie) => lie.includes(" bill_detail "))).toEqual([]);
});

function everyPage(last: number): readonly number[] {
  return Array.from({ length: last }, (_, index) => index + 1);
}

type LongSlice = AsyncDisposable & {
  readonly database: FreshDatabase;
  /** Runs the backfill until the n-th call for a page arrives, and kills it there. */
  readonly killAtCall: (nth: number) => Promise<void>;
  readonly change: (change: (tenant: Tenant) => Tenant) => void;
  /** Runs the backfill once more, to its end, and tells the pages it asked for, sorted. */
  readonly finish: () => Promise<{
    readonly exitCode: number | null;
    readonly pages: readonly number[];
  }>;
  readonly lies: () => Promise<readonly string[]>;
};

/** One customer's month of that many lines, and a backfill that asks for nothing else. */
async function startLongSlice({ lines }: { readonly lines: number }): Promise<LongSlice> {
  const stack = new AsyncDisposableStack();
  let tenant = generateTenant({
    seed: 11,
    now: NOW,
    customers: 2,
    months: 2,
    linesPerMonth: (customer, month) => (customer === 0 && month === MONTH ? lines : 0),
  });
  const before = tenant;
  let onPage: (() => void) | undefined;
  const vendor: Simulator = stack.use(
    await startSimulator({
      tenant,
      limits: "none",
      now: Date.now,
      latencyMs: ({ params }) => {
        if ("Page" in params && "Month" in params) {
          onPage?.();
        }
        return 0;
      },
    }),
  );
  const database = stack.use(await freshDatabase());
  const env: Environment = {
    ...partnerEnv(vendor, database.url),
    BILLING_STREAMS: STREAM,
    BILLING_RATE_LIMITS: "*=20",
  };
  const lastRunId = async (): Promise<string> => {
    const { rows } = await database.pool.query<{ last: string }>(
      "select max(run_id) as last from billing_ops.run",
    );
    return rows[0]?.last ?? "0";
  };
  let killedRunId = "0";
  return {
    database,
    killAtCall: async (nth) => {
      const program = startProgram(BACKFILL, env);
      let pages = 0;
      onPage = () => {
        pages += 1;
        if (pages === nth) {
          program.child.kill("SIGKILL");
        }
      };
      const { exitCode } = await program.ended;
      expect(exitCode).toBeNull();
      onPage = undefined;
      killedRunId = await lastRunId();
    },
    change: (change) => {
      tenant = change(tenant);
      vendor.setTenant(tenant);
    },
    finish: async () => {
      vendor.resetCalls();
      const { exitCode } = await runProgram(BACKFILL, env);
      const pages = vendor
        .calls()
        .flatMap(({ params }) => ("Month" in params ? [Number(params["Page"])] : []));
      return { exitCode, pages: pages.toSorted((left, right) => left - right) };
    },
    lies: async () => {
      const acts = [
        { tenant: before, exitCode: undefined, lastRunId: killedRunId },
        { tenant, exitCode: 0, lastRunId: await lastRunId() },
      ];
      const lies = await findLies(database.pool, { scope: SCOPE, acts });
      // Of the two customers only one was asked for.
      return lies.filter((lie) => !lie.includes(CUSTOMERS[1]));
    },
    [Symbol.asyncDispose]: async () => await stack.disposeAsync(),
  };
}
