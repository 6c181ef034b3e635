import { callsPerSecond } from "../src/config/rate-limits.ts";
import { laneName } from "../src/domain/stream.ts";
import { readStreams } from "../src/source/tencent/read-streams.ts";
import type { Benchmark, BenchContext, Finding } from "./benchmark.ts";
import { count, percent, ratio, seconds } from "./figures.ts";
import { laneFigures, type LaneFigures } from "./lane-figures.ts";
import { type ProgramRun, runSyncProgram } from "./program-process.ts";
import { openScratchDatabase } from "./scratch-database.ts";
import { startSimulatorProcess } from "./simulator-process.ts";
import { textTable } from "./text-table.ts";

// At the documented limits such a night takes ten minutes a lane, nearly all of it waiting.
const FASTER = 50;
const LINES_PER_BILL = [20, 45, 120, 12, 60];
// A lane that is not asked for more than a few calls says nothing about the rate.
const CALLS_MIN = 100;

type Lane = { readonly name: string; readonly documented: number; readonly figures: LaneFigures };

type Night = {
  readonly label: string;
  readonly run: ProgramRun;
  readonly lanes: readonly Lane[];
};

/** A reseller's whole night, with every limit fifty times the documented one on both sides. */
export const benchSync: Benchmark = async (context) => {
  const { options, print } = context;
  const nights = await measureNights(context);
  print(
    `${options.customers} customers, 2 months, all partner streams; limits ${FASTER} times the documented ones on both sides`,
  );
  print(
    textTable(
      [
        "night",
        "lane",
        "calls",
        "calls/s",
        "allowed",
        "rate used",
        "times the documented",
        "most in 1,000 ms",
      ],
      nights.flatMap(({ label, lanes }) => lanes.map((lane) => rowOf(label, lane))),
      2,
    ),
  );
  print(
    textTable(
      ["night", "time", "slices", "slices/s", "rows added", "throttled", "CPU of the program"],
      nights.map(({ label, run }) => [
        label,
        seconds(run.runMs),
        count(run.slicesLoaded),
        count(run.slicesLoaded / (run.runMs / 1000)),
        count(run.rowsAdded),
        `${run.throttles} of ${count(run.calls)}`,
        seconds(run.cpuMs),
      ]),
    ),
  );
  return findingsOf(nights);
};

async function measureNights({
  adminUrl,
  options,
  signal,
}: BenchContext): Promise<readonly Night[]> {
  const documented = await documentedLimits();
  const limits = Object.fromEntries([...documented].map(([lane, limit]) => [lane, limit * FASTER]));
  await using database = await openScratchDatabase(adminUrl, "sync");
  await using simulator = await startSimulatorProcess(
    {
      customers: options.customers,
      lines: LINES_PER_BILL,
      withRunningMonth: true,
      limits,
      latencyMs: 0,
    },
    signal,
  );
  const nights: Night[] = [];
  for (const label of ["first", "unchanged"]) {
    simulator.resetCalls();
    const run = await runSyncProgram({
      databaseUrl: database.url,
      origin: simulator.origin,
      variables: {
        BILLING_RATE_LIMITS: Object.entries(limits)
          .map(([lane, limit]) => `${lane}=${limit}`)
          .join(","),
      },
      signal,
    });
    const { calls: all } = await simulator.calls();
    const byLane = Map.groupBy(all, ({ lane }) => lane);
    const lanes = [...byLane].map(([name, calls]) => {
      const limit = documented.get(name) ?? 1;
      const arrivals = calls.map(({ atMs }) => atMs);
      return { name, documented: limit, figures: laneFigures(arrivals, limit * FASTER) };
    });
    nights.push({ label, run, lanes });
  }
  return nights;
}

async function documentedLimits(): Promise<ReadonlyMap<string, number>> {
  const streams = await readStreams();
  return new Map(
    streams.map((stream) => [
      laneName(stream),
      callsPerSecond(new Map(), {
        service: stream.service.name,
        action: stream.action,
        callsPerSecond: stream.callsPerSecond,
      }),
    ]),
  );
}

function rowOf(night: string, { name, documented, figures }: Lane): readonly string[] {
  const allowed = documented * FASTER;
  return [
    night,
    name,
    count(figures.calls),
    (figures.usedShare * allowed).toFixed(1),
    count(allowed),
    percent(figures.usedShare),
    ratio(figures.usedShare * FASTER),
    count(figures.mostInWindow),
  ];
}

function findingsOf(nights: readonly Night[]): readonly Finding[] {
  const lanes = nights.flatMap((night) => night.lanes);
  const busy = lanes.filter(({ figures }) => figures.calls >= CALLS_MIN);
  const over = lanes.filter(
    ({ figures, documented }) => figures.mostInWindow > documented * FASTER,
  );
  const slowest = Math.min(...busy.map(({ figures }) => figures.usedShare * FASTER));
  const slicesPerSecond = nights.map(({ run }) => run.slicesLoaded / (run.runMs / 1000));
  return [
    {
      requirement: "sync: the slowest busy lane of a night, all lanes side by side",
      target: "1.00 times the documented rate or more",
      measured: busy.length === 0 ? "too few customers to tell" : `${ratio(slowest)} times`,
      isMet: busy.length === 0 ? undefined : slowest >= 1,
    },
    {
      requirement: `sync: calls in any 1,000 ms at ${FASTER} times the documented limits`,
      target: "at most the limit",
      measured: `over it in ${over.length} of ${lanes.length} lanes`,
      isMet: over.length === 0,
    },
    {
      requirement: "sync: slices loaded a second, first and unchanged",
      target: "",
      measured: slicesPerSecond.map(count).join(", "),
      isMet: undefined,
    },
  ];
}
