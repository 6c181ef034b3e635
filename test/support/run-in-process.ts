import { openBillhouse } from "../../src/app/open-billhouse.ts";
import { runOnce } from "../../src/app/run-once.ts";
import type { RunReport } from "../../src/app/run-report.ts";
import { systemClock } from "../../src/app/system-clock.ts";
import type { Account } from "../../src/domain/account.ts";
import { SIMULATED_CREDENTIALS } from "../../src/simulator/simulated-credentials.ts";
import { readChecks } from "../../src/source/tencent/read-checks.ts";
import { readStreams } from "../../src/source/tencent/read-streams.ts";
import type { DatabaseLimits } from "../../src/warehouse/postgres/database-limits.ts";
import { type LogLine, memoryLogger } from "../unit/scheduler/memory-logger.ts";

const STREAMS = await readStreams();
const CHECKS = await readChecks();

const PARTNER: Account = { name: "default", ...SIMULATED_CREDENTIALS.partner, tagKeys: [] };

export type InProcessOptions = {
  readonly databaseUrl: string;
  /** Of the simulator. */
  readonly origin: string;
  /** The partner's streams to load; all by default. */
  readonly streams?: readonly string[];
  /** 1 by default. */
  readonly openMonths?: number;
  /** Of every lane; 1000 by default. */
  readonly callsPerSecond?: number;
  /** How long an outage is waited out; 30 s by default. */
  readonly patienceMs?: number;
  readonly limits?: Partial<DatabaseLimits>;
  readonly signal?: AbortSignal;
  /** The wall clock, epoch milliseconds; the machine's by default. */
  readonly now?: () => number;
  /** The jitter of waits; short ones by default, so that tests are. */
  readonly random?: () => number;
  /** Told after each page. */
  readonly onPage?: () => void;
};

export type InProcessRun = { readonly report: RunReport; readonly logs: readonly LogLine[] };

/** A sync of the simulator's partner in this process, put together as the program does it. */
export async function syncInProcess(options: InProcessOptions): Promise<InProcessRun> {
  const { logger, lines } = memoryLogger();
  const signal = options.signal ?? new AbortController().signal;
  await using house = openBillhouse({
    databaseUrl: options.databaseUrl,
    databasePatienceMs: options.patienceMs ?? 30_000,
    ...(options.limits === undefined ? {} : { databaseLimits: options.limits }),
    signal,
    accounts: [PARTNER],
    streams: STREAMS,
    chosenStreams: options.streams,
    openMonths: options.openMonths ?? 1,
    checkRules: { checks: CHECKS, tolerances: new Map() },
    rateLimits: new Map([["*", options.callsPerSecond ?? 1000]]),
    tencentOrigin: options.origin,
    clock: { ...systemClock, now: options.now ?? ((): number => Date.now()) },
    random: options.random ?? ((): number => Math.random() * 0.2),
    fetch,
    logger,
  });
  const follower = {
    runBegan: ignore,
    planned: ignore,
    pageRead: options.onPage ?? ignore,
    sliceEnded: ignore,
    waitingForOthers: ignore,
    checked: ignore,
    runEnded: ignore,
  };
  const report = await runOnce(house, { request: { kind: "sync" }, followers: [follower], signal });
  if (report === undefined) {
    throw new Error("a sync without a tick was refused");
  }
  return { report, logs: lines };
}

const ignore = (): void => undefined;
