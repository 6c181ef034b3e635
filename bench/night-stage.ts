import { observeSource } from "../src/app/observe-source.ts";
import { openBillhouse } from "../src/app/open-billhouse.ts";
import { systemClock } from "../src/app/system-clock.ts";
import type { Account } from "../src/domain/account.ts";
import type { Clock } from "../src/domain/clock.ts";
import type { RunListener } from "../src/pipeline/run-events.ts";
import { runSync } from "../src/pipeline/run-sync.ts";
import { generateTenant } from "../src/simulator/generate-tenant.ts";
import { SIMULATED_CREDENTIALS } from "../src/simulator/simulated-credentials.ts";
import { startSimulator } from "../src/simulator/start-simulator.ts";
import type { Tenant } from "../src/simulator/tenant/tenant.ts";
import { readChecks } from "../src/source/tencent/read-checks.ts";
import { readStreams } from "../src/source/tencent/read-streams.ts";
import { WeeklyCalls } from "./weekly-calls.ts";

/** What one night cost. */
export type NightCalls = {
  readonly calls: number;
  /** Calls that the rotating full check took of them. */
  readonly weeklyCalls: number;
  /** Rows added, changed and removed. */
  readonly rows: number;
  readonly ms: number;
};

/** A vendor, a warehouse and a calendar that moves by a night when it is told to. */
export type NightStage = AsyncDisposable & {
  /** The next night's sync, 24 hours after the one before. Rejects where it does not end well. */
  readonly night: () => Promise<NightCalls>;
  readonly change: (edit: (tenant: Tenant) => Tenant) => void;
  readonly now: () => number;
};

export type NightStageOptions = {
  readonly databaseUrl: string;
  readonly customers: number;
  readonly pagesOnAverage: number;
  readonly signal: AbortSignal;
};

const SEED = 11;
const NIGHT_MS = 24 * 3_600_000;
const PAGE = 200;
const FIRST_NIGHT = Date.parse("2026-10-01T01:30:00Z");

export async function openNightStage(options: NightStageOptions): Promise<NightStage> {
  const stack = new AsyncDisposableStack();
  let nights = 0;
  const now = (): number => FIRST_NIGHT + nights * NIGHT_MS;
  const clock: Clock = { ...systemClock, now };
  let tenant = tenantOf(options);
  const simulator = stack.use(await startSimulator({ limits: "none", tenant, now }));
  const streams = await readStreams();
  const checks = await readChecks();
  const { secretId, secretKey } = SIMULATED_CREDENTIALS.partner;
  const account: Account = { name: "bench", secretId, secretKey, roles: ["partner"], tagKeys: [] };
  return {
    now,
    change: (edit) => {
      tenant = edit(tenant);
      simulator.setTenant(tenant);
    },
    night: async () => {
      const house = openBillhouse({
        databaseUrl: options.databaseUrl,
        accounts: [account],
        streams,
        openMonths: 2,
        checkRules: { checks, tolerances: new Map() },
        rateLimits: new Map([["*", 2000]]),
        tencentOrigin: simulator.origin,
        clock,
        random: Math.random,
        fetch,
        logger: SILENT,
      });
      try {
        const weekly = new WeeklyCalls();
        const source = observeSource(house.source, (slice) => weekly.page(slice));
        const listener: RunListener = {
          runBegan: () => undefined,
          planned: (plan) => weekly.note(plan),
          sliceEnded: () => undefined,
          waitingForOthers: () => undefined,
          checked: () => undefined,
        };
        const beganAt = performance.now();
        const result = await runSync(
          { kind: "sync" },
          { ...house, source, listener },
          options.signal,
        );
        if (result?.exitCode !== 0) {
          throw new Error(`the night ended with ${result?.exitCode}`, { cause: result?.abort });
        }
        const { calls, rowsAdded, rowsChanged, rowsRemoved } = result.counts;
        nights += 1;
        return {
          calls,
          weeklyCalls: weekly.calls,
          rows: rowsAdded + rowsChanged + rowsRemoved,
          ms: performance.now() - beganAt,
        };
      } finally {
        await house[Symbol.asyncDispose]();
      }
    },
    [Symbol.asyncDispose]: async () => await stack.disposeAsync(),
  };
}

/** Bills of 20 to 100 pages; they stand still unless they are changed. */
function tenantOf({ customers, pagesOnAverage }: NightStageOptions): Tenant {
  return generateTenant({
    seed: SEED,
    // Both months whole: what a bill gains from day to day is not what is measured.
    now: FIRST_NIGHT + 60 * NIGHT_MS,
    customers,
    months: 4,
    linesPerMonth: (customer) => {
      const spread = ((customer % 5) - 2) * (pagesOnAverage / 3);
      return Math.round((pagesOnAverage + spread) * PAGE) - 37;
    },
  });
}

const SILENT = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
  child: () => SILENT,
};
