import { childProcess } from "../../../bench/child-process.ts";
import { laneFigures, type LaneFigures } from "../../../bench/lane-figures.ts";
import { generateTenant } from "../../../src/simulator/generate-tenant.ts";
import { SIMULATED_CREDENTIALS } from "../../../src/simulator/simulated-credentials.ts";
import { addMonths, billMonthAt } from "../../../src/simulator/tenant/wall-clock.ts";
import { freshDatabase } from "../../support/fresh-database.ts";
import { type Environment, startProgram } from "../../support/program.ts";
import { findLies } from "../../support/truth.ts";
import type { FromVendor, ToVendor, VendorCall, VendorSetup } from "./vendor-setup.ts";

/** A lane whose documented limit is known here, and not asked of the program. */
export type WatchedLane = {
  readonly action: string;
  readonly limit: number;
  readonly figures: LaneFigures;
  /** Calls of a sync that arrived before the first one of the backfill did. */
  readonly syncCallsFirst: number;
};

/** What three processes on one database came to. */
export type Together = {
  readonly exitCodes: readonly (number | null)[];
  readonly errors: string;
  readonly lanes: readonly WatchedLane[];
  readonly throttled: number;
  /** By so much the vendor may have timed an arrival too late. */
  readonly heldUpMs: number;
  /** Loads of slices that were loaded already, after the loading run had begun. */
  readonly doubleLoads: readonly string[];
  readonly loads: number;
  readonly lies: readonly string[];
  readonly seconds: number;
};

/** How much there is to do. */
export type Amount = { readonly customers: number; readonly linesPerMonth: number };

const STREAMS = ["partner_bill_by_region", "partner_bill_detail"];

// As the vendor's pages say: one a second, five a second.
const LIMITS: Readonly<Record<string, number>> = {
  DescribeCustomerUin: 20,
  DescribeBillSummaryByRegion: 1,
  DescribeCustomerBillDetail: 5,
};

/** Two syncs of two months and a backfill of the month before them, begun at once, at the documented limits. */
export async function playTogether(amount: Amount): Promise<Together> {
  const now = Date.now();
  const setup: VendorSetup = {
    seed: 3,
    now,
    months: 3,
    listLatencyMs: 4_000,
    latencyMs: 150,
    ...amount,
  };
  const stop = new AbortController();
  const vendor = childProcess<FromVendor, ToVendor>(
    "../test/lab/together/vendor-child.ts",
    setup,
    stop.signal,
  );
  const { origin } = await vendor.next("ready");
  await using database = await freshDatabase();
  const env: Environment = {
    DATABASE_URL: database.url,
    BILLING_TENCENT_ORIGIN: origin,
    BILLING_STREAMS: STREAMS.join(),
    TENCENTCLOUD_SECRET_ID: SIMULATED_CREDENTIALS.partner.secretId,
    TENCENTCLOUD_SECRET_KEY: SIMULATED_CREDENTIALS.partner.secretKey,
  };
  const month = addMonths(billMonthAt(now), -2);
  const from = performance.now();
  try {
    const ended = await Promise.all(
      [["sync"], ["sync"], ["backfill", "--from", month, "--to", month]].map(
        async (args) => await startProgram(args, env).ended,
      ),
    );
    const seconds = (performance.now() - from) / 1000;
    vendor.send("calls");
    const { calls, heldUpMs } = await vendor.next("calls");
    const { rows } = await database.pool.query<{ last: string; loads: string }>(
      `select (select max(run_id) from billing_ops.run) as last,
         (select count(*) from billing_ops.slice_load) as loads`,
    );
    const scope = {
      accounts: [{ name: "default", credential: SIMULATED_CREDENTIALS.partner, tagKeys: [] }],
      streams: STREAMS,
      months: [month, addMonths(month, 1), addMonths(month, 2)],
      now,
    };
    const act = { tenant: generateTenant(setup), exitCode: 0, lastRunId: rows[0]?.last ?? "0" };
    return {
      exitCodes: ended.map(({ exitCode }) => exitCode),
      errors: ended.map(({ stderr }) => stderr.slice(-1_500)).join("\n"),
      lanes: Object.entries(LIMITS).map(([action, limit]) =>
        watchedLane(action, limit, { calls, backfilled: month }),
      ),
      throttled: calls.filter(({ outcome }) => outcome === "RequestLimitExceeded").length,
      heldUpMs,
      doubleLoads: await doubleLoads(database),
      loads: Number(rows[0]?.loads),
      lies: await findLies(database.pool, { scope, acts: [act] }),
      seconds,
    };
  } finally {
    await vendor.end();
  }
}

function watchedLane(
  action: string,
  limit: number,
  { calls, backfilled }: { readonly calls: readonly VendorCall[]; readonly backfilled: string },
): WatchedLane {
  const own = calls.filter((call) => call.action === action);
  const first = own.findIndex(({ month }) => month === backfilled);
  return {
    action,
    limit,
    figures: laneFigures(
      own.map(({ atMs }) => atMs),
      limit,
    ),
    syncCallsFirst: first === -1 ? own.length : first,
  };
}

// What was loaded before a run began may be loaded again by it; what was loaded since then may not.
async function doubleLoads({
  pool,
}: Awaited<ReturnType<typeof freshDatabase>>): Promise<readonly string[]> {
  const { rows } = await pool.query<{ load: string }>(
    `select concat_ws(' ', later.stream, later.uin, later.bill_month, 'by', later.run_id, 'after', earlier.run_id) as load
     from billing_ops.slice_load earlier
       join billing_ops.slice_load later using (account, stream, uin, bill_month)
       join billing_ops.run r on r.run_id = later.run_id
     where later.load_id > earlier.load_id and r.started_at < earlier.loaded_at`,
  );
  return rows.map(({ load }) => load);
}

/** The figures for people, a line for each lane. */
export function describeTogether({ lanes, heldUpMs, loads, seconds, throttled }: Together): string {
  return [
    `three processes in ${seconds.toFixed(1)} s: ${loads} loads, ${throttled} throttle answers; the vendor's own event loop was held up for ${heldUpMs.toFixed(1)} ms at most`,
    ...lanes.map(
      ({ action, limit, figures, syncCallsFirst }) =>
        `  ${action}: ${figures.calls} calls, at most ${figures.mostInWindow} of ${limit} in 1,000 ms (${limit + 1} took ${figures.closestMs.toFixed(1)} ms or more), ${(100 * figures.usedShare).toFixed(1)} % used, ${syncCallsFirst} calls before the backfill's first`,
    ),
  ].join("\n");
}
