import type { Benchmark, BenchContext, Finding } from "./benchmark.ts";
import { count, megabytes, seconds } from "./figures.ts";
import { type ProgramRun, runSyncProgram } from "./program-process.ts";
import { openScratchDatabase } from "./scratch-database.ts";
import { startSimulatorProcess } from "./simulator-process.ts";
import { textTable } from "./text-table.ts";

const PEAK_MAX_BYTES = 300_000_000;
// Of ten times the lines: more would be memory that grows with the bill.
const GROWTH_MAX = 1.25;

type Bill = {
  readonly lines: number;
  /** Of the generated customers every third has lines without Ids. */
  readonly withIds: boolean;
};

type Measured = Bill & { readonly night: "first" | "unchanged"; readonly run: ProgramRun };

/** What the real program takes for one large bill, with Ids and without, loaded first and again. */
export const benchMemory: Benchmark = async (context) => {
  const { options, print } = context;
  const measured: Measured[] = [];
  for (const lines of options.lines) {
    for (const withIds of [true, false]) {
      measured.push(...(await measure({ lines, withIds }, context)));
    }
  }
  print(
    "the program's sync of one customer's bill over HTTP, at a rate limit that is no limit; the simulator shares the machine",
  );
  print(
    textTable(
      ["lines", "Ids", "night", "peak memory", "time", "lines/s", "CPU of the program"],
      measured.map(({ lines, withIds, night, run }) => [
        count(lines),
        withIds ? "yes" : "no",
        night,
        megabytes(run.peakRssBytes),
        seconds(run.runMs),
        count(lines / (run.runMs / 1000)),
        seconds(run.cpuMs),
      ]),
      3,
    ),
  );
  return findingsOf(measured);
};

async function measure(
  bill: Bill,
  { adminUrl, signal }: BenchContext,
): Promise<readonly Measured[]> {
  const { lines, withIds } = bill;
  await using database = await openScratchDatabase(adminUrl, "memory");
  await using simulator = await startSimulatorProcess(
    {
      customers: 3,
      lines: withIds ? [lines, 0, 0] : [0, 0, lines],
      withRunningMonth: false,
      limits: "none",
      latencyMs: 0,
    },
    signal,
  );
  const measured: Measured[] = [];
  for (const night of ["first", "unchanged"] as const) {
    const run = await runSyncProgram({
      databaseUrl: database.url,
      origin: simulator.origin,
      variables: { BILLING_STREAMS: "partner_bill_detail", BILLING_RATE_LIMITS: "*=10000" },
      signal,
    });
    checkNight(bill, night, run);
    measured.push({ ...bill, night, run });
  }
  return measured;
}

function checkNight({ lines }: Bill, night: Measured["night"], run: ProgramRun): void {
  // The list of customers is loaded too, and its rows are marked as seen every night.
  const isRight = night === "first" ? run.rowsAdded >= lines : run.rowsAdded === 0;
  if (!isRight) {
    throw new Error(`the ${night} night of ${lines} lines added ${run.rowsAdded} rows`);
  }
}

function findingsOf(measured: readonly Measured[]): readonly Finding[] {
  const largest = Math.max(...measured.map(({ lines }) => lines));
  const smallest = Math.min(...measured.map(({ lines }) => lines));
  const peak = (lines: number): number =>
    Math.max(...measured.filter((one) => one.lines === lines).map(({ run }) => run.peakRssBytes));
  const growth = peak(largest) / peak(smallest);
  const speeds = measured.map(({ lines, run }) => lines / (run.runMs / 1000));
  return [
    {
      requirement: `memory: peak at ${count(largest)} lines`,
      target: `under ${megabytes(PEAK_MAX_BYTES)}`,
      measured: megabytes(peak(largest)),
      isMet: peak(largest) < PEAK_MAX_BYTES,
    },
    {
      requirement: `memory: ${count(largest)} lines against ${count(smallest)}`,
      target: `at most ${GROWTH_MAX.toFixed(2)} times`,
      measured: `${growth.toFixed(2)} times`,
      isMet: largest === smallest ? undefined : growth <= GROWTH_MAX,
    },
    {
      requirement: "memory: lines/s from the wire to the table",
      target: "",
      measured: `${count(Math.min(...speeds))} to ${count(Math.max(...speeds))}`,
      isMet: undefined,
    },
  ];
}
