import type { Benchmark, BenchContext, Finding } from "./benchmark.ts";
import { childProcess } from "./child-process.ts";
import { count, percent, seconds } from "./figures.ts";
import { LANE_CREDENTIALS, LANE_LINES, type LaneCase, laneCases } from "./lane-cases.ts";
import { laneFigures, type LaneFigures } from "./lane-figures.ts";
import type { FromLaneWorker, LaneWorkerSetup, ToLaneWorker } from "./lane-setup.ts";
import { openScratchDatabase } from "./scratch-database.ts";
import { type SimulatorProcess, startSimulatorProcess } from "./simulator-process.ts";
import type { CallLog, CallRecord } from "./simulator-setup.ts";
import { textTable } from "./text-table.ts";

const USED_SHARE_MIN = 0.97;
const SLOW_ANSWER_MS = 3_000;

/** One go: all lanes side by side under one set of conditions. */
type Conditions = {
  readonly processes: number;
  readonly latencyMs: number;
};

type Measured = Conditions & {
  readonly lane: LaneCase;
  /** With nothing refused: what was sent, whatever the limit. */
  readonly open: LaneFigures;
  /** How far the times of the arrivals can be trusted on this machine. */
  readonly heldUpMs: number;
  /** Of the calls against the documented limits, those that were refused. */
  readonly limited: { readonly calls: number; readonly throttles: number };
};

/** Whether the rate limits are kept and used, counted where the calls arrive. */
export const benchLanes: Benchmark = async (context) => {
  const { print, options } = context;
  print(
    `each lane kept busy for ${options.seconds} s, all lanes side by side; counted at the server`,
  );
  const measured: Measured[] = [];
  for (const latencyMs of [0, SLOW_ANSWER_MS]) {
    for (const processes of [1, 2]) {
      measured.push(...(await measure({ processes, latencyMs }, context)));
    }
  }
  print(
    textTable(
      [
        "lane",
        "processes",
        "answers",
        "calls",
        "most in 1,000 ms",
        "limit+1 calls took",
        "begun after",
        "server held up",
        "rate used",
        "throttled",
      ],
      measured.map(rowOf),
      3,
    ),
  );
  return findingsOf(measured);
};

async function measure(
  conditions: Conditions,
  context: BenchContext,
): Promise<readonly Measured[]> {
  const cases = laneCases(Date.now());
  const open = await goThrough("none", conditions, cases, context);
  const limited = await goThrough("documented", conditions, cases, context);
  return cases.map((lane) => ({
    ...conditions,
    lane,
    heldUpMs: open.heldUpMs,
    open: laneFigures(
      callsOf(open, lane).map(({ atMs }) => atMs),
      lane.limit,
      lane.idleCalls * conditions.processes,
    ),
    limited: {
      calls: callsOf(limited, lane).length,
      throttles: callsOf(limited, lane).filter(({ outcome }) => outcome === "RequestLimitExceeded")
        .length,
    },
  }));
}

async function goThrough(
  limits: "none" | "documented",
  { processes, latencyMs }: Conditions,
  cases: readonly LaneCase[],
  { adminUrl, options, signal, print }: BenchContext,
): Promise<CallLog> {
  await using database = await openScratchDatabase(adminUrl, "lanes");
  await using simulator: SimulatorProcess = await startSimulatorProcess(
    {
      customers: LANE_LINES.length,
      lines: LANE_LINES,
      withRunningMonth: false,
      credentials: LANE_CREDENTIALS,
      limits,
      latencyMs,
    },
    signal,
  );
  const setup: LaneWorkerSetup = {
    origin: simulator.origin,
    databaseUrl: database.url,
    seconds: options.seconds,
    lanes: cases.map(({ plan }) => plan),
  };
  const workers = Array.from({ length: processes }, () =>
    childProcess<FromLaneWorker, ToLaneWorker>("lane-worker.ts", setup, signal),
  );
  try {
    await Promise.all(workers.map(async (worker) => await worker.next("ready")));
    const ends = workers.map(async (worker) => await worker.next("done"));
    workers.forEach((worker) => worker.send("go"));
    const failures = (await Promise.all(ends)).filter(({ failed }) => failed > 0);
    for (const { failed, firstFailure } of failures) {
      print(`${failed} slices were given up against limits ${limits}, first: ${firstFailure}`);
    }
    return await simulator.calls();
  } finally {
    await Promise.all(workers.map(async (worker) => await worker.end()));
  }
}

function callsOf({ calls }: CallLog, { lane, plan }: LaneCase): readonly CallRecord[] {
  return calls.filter((call) => call.lane === lane && call.secretId === plan.account.secretId);
}

function rowOf({
  lane,
  processes,
  latencyMs,
  open,
  heldUpMs,
  limited,
}: Measured): readonly string[] {
  return [
    lane.label,
    String(processes),
    latencyMs === 0 ? "at once" : `after ${seconds(latencyMs)}`,
    count(open.calls),
    count(open.mostInWindow),
    `${open.closestMs.toFixed(1)} ms`,
    seconds(open.closestAfterMs),
    `${heldUpMs.toFixed(1)} ms`,
    percent(open.usedShare),
    `${limited.throttles} of ${limited.calls}`,
  ];
}

function findingsOf(measured: readonly Measured[]): readonly Finding[] {
  const over = measured.filter(({ lane, open }) => open.mostInWindow > lane.limit);
  const shares = measured.map(({ open }) => open.usedShare);
  const lowest = Math.min(...shares);
  const throttles = measured.reduce((sum, { limited }) => sum + limited.throttles, 0);
  const limitedCalls = measured.reduce((sum, { limited }) => sum + limited.calls, 0);
  return [
    {
      requirement: "lanes: calls in any 1,000 ms, at the server",
      target: "at most the limit",
      measured: `over it in ${over.length} of ${measured.length} cases`,
      isMet: over.length === 0,
    },
    {
      requirement: "lanes: rate used while there is work",
      target: `at least ${percent(USED_SHARE_MIN)}`,
      measured: `${percent(lowest)} to ${percent(Math.max(...shares))}`,
      isMet: lowest >= USED_SHARE_MIN,
    },
    {
      requirement: "lanes: throttle answers under the documented limits",
      target: "0 on a loopback",
      measured: `${throttles} of ${count(limitedCalls)} calls`,
      isMet: throttles === 0,
    },
  ];
}
