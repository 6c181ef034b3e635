import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Benchmark, BenchContext, Finding } from "./benchmark.ts";
import type { BillVersion } from "./bill-rows.ts";
import { count, megabytes, ratio, seconds } from "./figures.ts";
import { openLoadStage } from "./load-stage.ts";
import type { Cost } from "./measure-cost.ts";
import { openScratchDatabase } from "./scratch-database.ts";
import type { LoadCost } from "./slice-loader.ts";
import { textTable } from "./text-table.ts";

type LoadCase = {
  readonly label: string;
  readonly version: BillVersion;
  /** Rows that must have been written, as a share of all: a load that did nothing would be fast. */
  readonly writtenShare: number;
  /** At least this share of the plain COPY's speed; no promise where absent. */
  readonly ratioMin?: number;
};

const CASES: readonly LoadCase[] = [
  { label: "first load", version: "first", writtenShare: 1, ratioMin: 0.5 },
  { label: "nothing changed", version: "first", writtenShare: 0, ratioMin: 0.9 },
  { label: "1 % changed", version: "one-percent", writtenShare: 0.01 },
  { label: "100 % changed", version: "all", writtenShare: 1 },
];

const UNCHANGED_WAL_MAX_BYTES = 5_000_000;

type Measured = { readonly round: number; readonly of: LoadCase; readonly cost: LoadCost };

type Round = {
  readonly tool: string;
  /** Before and after the other cases: their distance is the machine's noise. */
  readonly copies: readonly Cost[];
  readonly loads: readonly Measured[];
};

/** The loader against a plain COPY: decoded rows to staging to the table, as a run does it. */
export const benchLoad: Benchmark = async (context) => {
  const { options, print } = context;
  const directory = await mkdtemp(join(tmpdir(), "billhouse-bench-"));
  const rounds: Round[] = [];
  try {
    for (let round = 1; round <= options.rounds; round += 1) {
      rounds.push(await measureRound(round, directory, context));
    }
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
  print(
    `${count(options.rows)} lines in one slice; ${rounds[0]?.tool ?? ""} into a twin of the table with the same partitions and indexes = 1.00`,
  );
  print(
    textTable(
      ["case", "round", "rows/s", "ratio", "time", "staging", "merge", "WAL"],
      rounds.flatMap((round, index) => rowsOf(round, index + 1, options.rows)),
    ),
  );
  return findingsOf(rounds, options.rows);
};

async function measureRound(
  round: number,
  directory: string,
  { adminUrl, options, signal }: BenchContext,
): Promise<Round> {
  await using database = await openScratchDatabase(adminUrl, "load");
  const { rows } = options;
  await using stage = await openLoadStage({ databaseUrl: database.url, rows, directory, signal });
  const loads: Measured[] = [];
  const copies: Cost[] = [];
  for (const [index, of] of CASES.entries()) {
    signal.throwIfAborted();
    const cost = await stage.load(of.version);
    const { rowsAdded, rowsChanged } = cost.result;
    if (rowsAdded + rowsChanged !== Math.ceil(rows * of.writtenShare)) {
      throw new Error(`${of.label}: unexpected result ${JSON.stringify(cost.result)}`);
    }
    loads.push({ round, of, cost });
    if (index === 0 || index === CASES.length - 1) {
      copies.push(await stage.copy());
    }
  }
  return { tool: stage.baselineTool, copies, loads };
}

function rowsOf(round: Round, number: number, rows: number): readonly (readonly string[])[] {
  const copies = round.copies.map((cost) => [
    round.tool,
    String(number),
    count(rate(rows, cost)),
    ratio(meanCopyMs(round) / cost.ms),
    seconds(cost.ms),
    "",
    "",
    megabytes(cost.walBytes),
  ]);
  const loads = round.loads.map(({ of, cost }) => [
    of.label,
    String(number),
    count(rate(rows, cost)),
    ratio(meanCopyMs(round) / cost.ms),
    seconds(cost.ms),
    seconds(cost.stagingMs),
    seconds(cost.ms - cost.stagingMs),
    megabytes(cost.walBytes),
  ]);
  return [...copies, ...loads];
}

function rate(rows: number, { ms }: Cost): number {
  return rows / (ms / 1000);
}

function meanCopyMs({ copies }: Round): number {
  return mean(copies.map(({ ms }) => ms));
}

function mean(numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0) / numbers.length;
}

function findingsOf(rounds: readonly Round[], rows: number): readonly Finding[] {
  const findings = CASES.map((of): Finding => {
    const ratios = rounds.flatMap((round) =>
      round.loads.filter((load) => load.of === of).map(({ cost }) => meanCopyMs(round) / cost.ms),
    );
    return {
      requirement: `load: ${of.label}, ${count(rows)} lines`,
      target: of.ratioMin === undefined ? "" : `at least ${ratio(of.ratioMin)} of a plain COPY`,
      measured: ratios.map(ratio).join(", "),
      isMet: of.ratioMin === undefined ? undefined : mean(ratios) >= of.ratioMin,
    };
  });
  const wal = rounds.flatMap((round) =>
    round.loads.filter(({ of }) => of.writtenShare === 0).map(({ cost }) => cost.walBytes),
  );
  return [
    ...findings,
    {
      requirement: "load: write-ahead log when nothing changed",
      target: `at most ${megabytes(UNCHANGED_WAL_MAX_BYTES)}`,
      measured: wal.map(megabytes).join(", "),
      isMet: Math.max(...wal) <= UNCHANGED_WAL_MAX_BYTES,
    },
  ];
}
