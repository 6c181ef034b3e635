import type { Pool } from "pg";
import type { RunReport } from "../../src/app/run-report.ts";
import { generateTenant } from "../../src/simulator/generate-tenant.ts";
import { type Simulator, startSimulator } from "../../src/simulator/start-simulator.ts";
import { billsDigest, sliceStates } from "../e2e/bills.ts";
import type { LogLine } from "../unit/scheduler/memory-logger.ts";
import { type FreshDatabase, freshDatabase } from "./fresh-database.ts";
import { type OnStatement, type PostgresProxy, startPostgresProxy } from "./postgres-proxy.ts";
import { type InProcessOptions, syncInProcess } from "./run-in-process.ts";

/** What a sync left behind, as far as no disturbance may change it. */
export type Outcome = {
  readonly exitCode: number;
  readonly rowsAdded: number;
  readonly failures: RunReport["failures"];
  readonly checks: RunReport["checks"];
  readonly bills: Readonly<Record<string, string>>;
  readonly slices: readonly string[];
  /** Loads by slice that are not exactly one, journal entries, staged rows and claims: none of them. */
  readonly leftovers: readonly string[];
  readonly newestRun: string | undefined;
};

/** One sync that was disturbed on its way to the database. */
export type Disturbed = {
  readonly outcome: Outcome;
  readonly report: RunReport;
  readonly logs: readonly LogLine[];
};

/** A database of one test's own behind a proxy, and syncs of the stage's bill into it. */
export type SyncDatabase = AsyncDisposable & {
  /** The database without the proxy. */
  readonly direct: FreshDatabase;
  readonly proxy: PostgresProxy;
  readonly sync: (options?: Partial<InProcessOptions>) => Promise<Disturbed>;
};

/** A small partner's bill, and what an undisturbed sync makes of it. */
export type SyncStage = AsyncDisposable & {
  readonly vendor: Simulator;
  /** The vendor's wall clock, and ours. */
  readonly now: () => number;
  readonly undisturbed: Outcome;
  readonly openDatabase: () => Promise<SyncDatabase>;
  /** One sync into a database of its own, whose proxy listens so. */
  readonly sync: (listener: OnStatement, options?: Partial<InProcessOptions>) => Promise<Disturbed>;
};

// Late in a month, so that its bill has a few pages whatever day it is.
const NOW = Date.parse("2026-11-21T04:00:00Z");
const now = (): number => NOW + performance.now();

const STREAMS = ["partner_bill_total", "partner_bill_detail"];

/** Two customers with two streams: five slices, about ten calls, two hundred statements. */
export async function openSyncStage(): Promise<SyncStage> {
  const tenant = generateTenant({
    seed: 3,
    now: NOW,
    customers: 2,
    months: 1,
    linesPerMonth: 350,
  });
  const vendor = await startSimulator({ tenant, now, limits: "none" });
  const openDatabase: SyncStage["openDatabase"] = async () => await openSyncDatabase(vendor.origin);
  const sync: SyncStage["sync"] = async (listener, options) => {
    await using database = await openDatabase();
    database.proxy.onStatement(listener);
    return await database.sync(options);
  };
  const { outcome } = await sync(() => undefined);
  return {
    vendor,
    now,
    undisturbed: outcome,
    openDatabase,
    sync,
    [Symbol.asyncDispose]: async () => await vendor.close(),
  };
}

async function openSyncDatabase(origin: string): Promise<SyncDatabase> {
  const direct = await freshDatabase();
  const proxy = await startPostgresProxy(direct.url);
  return {
    direct,
    proxy,
    sync: async (options = {}) => {
      const target = { databaseUrl: proxy.url, origin, streams: STREAMS, now };
      const { report, logs } = await syncInProcess({ ...target, ...options });
      return { outcome: await outcomeOf(report, direct.pool), report, logs };
    },
    [Symbol.asyncDispose]: async () => {
      await proxy[Symbol.asyncDispose]();
      await direct[Symbol.asyncDispose]();
    },
  };
}

async function outcomeOf({ result, failures, checks }: RunReport, pool: Pool): Promise<Outcome> {
  const { rows: runs } = await pool.query<{ status: string }>(
    "select status from billing_ops.run order by run_id desc limit 1",
  );
  return {
    exitCode: result.exitCode,
    rowsAdded: result.counts.rowsAdded,
    failures,
    checks,
    bills: await billsDigest(pool),
    slices: await sliceStates(pool),
    leftovers: await leftoversOf(pool),
    newestRun: runs[0]?.status,
  };
}

async function leftoversOf(pool: Pool): Promise<readonly string[]> {
  const { rows: tables } = await pool.query<{ name: string }>(
    `select relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where nspname = 'billing_ops' and relkind = 'r' and relname ~ '^stage' order by 1`,
  );
  const staged = tables.map(({ name }) => `select '${name}' as what from billing_ops.${name}`);
  const { rows } = await pool.query<{ line: string }>(
    `select what || ' ' || count(*) as line from (
       select 'loads of ' || concat_ws(' ', stream, uin, bill_month) as what
       from billing_ops.slice_load group by account, stream, uin, bill_month having count(*) <> 1
       union all select 'journal' from billing_ops.bill_change
       union all select 'claim' from billing_ops.slice where claimed_by is not null
       union all select 'open run' from billing_ops.run where status = 'running'
       union all ${staged.join(" union all ")}) as leftovers
     group by what order by what`,
  );
  return rows.map(({ line }) => line);
}
