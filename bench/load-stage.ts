import { join } from "node:path";
import type { Pool } from "pg";
import { systemClock } from "../src/app/system-clock.ts";
import { addMonths, firstDay } from "../src/domain/bill-month.ts";
import type { Slice } from "../src/domain/slice.ts";
import type { LoadResult } from "../src/domain/warehouse.ts";
import { createLogger } from "../src/logging/create-logger.ts";
import { createScrubber } from "../src/logging/scrub.ts";
import { syncSlice } from "../src/pipeline/sync-slice.ts";
import { readStreams } from "../src/source/tencent/read-streams.ts";
import { openDatabase } from "../src/warehouse/postgres/open-database.ts";
import { openWarehouse } from "../src/warehouse/postgres/postgres-warehouse.ts";
import { billPages, type BillVersion } from "./bill-rows.ts";
import { createBaseline, writeCopyFile } from "./copy-baseline.ts";
import { rowSource } from "./row-source.ts";

const STREAM = "partner_bill_detail";
const UIN = "200000000001";
const MONTH = "2026-10";

/** How long something took, and the write-ahead log that it wrote (the whole server's). */
export type Cost = { readonly ms: number; readonly walBytes: number };

export type LoadCost = Cost & {
  /** Until the last page was handed over; the rest is the merge. */
  readonly stagingMs: number;
  readonly result: LoadResult;
};

/** One slice in a database of its own, to be loaded in one version after the other. */
export type LoadStage = AsyncDisposable & {
  readonly baselineTool: string;
  readonly load: (version: BillVersion) => Promise<LoadCost>;
  /** A plain COPY of the rows that are loaded. The file is written by the first call, outside the measured time. */
  readonly copy: () => Promise<Cost>;
};

export type LoadStageOptions = {
  readonly databaseUrl: string;
  readonly rows: number;
  /** Where the file for COPY may be written. */
  readonly directory: string;
  readonly signal: AbortSignal;
};

export async function openLoadStage(options: LoadStageOptions): Promise<LoadStage> {
  const { databaseUrl, rows, directory, signal } = options;
  const streams = await readStreams();
  const stream = streams.find(({ name }) => name === STREAM);
  const [table] = stream?.tables ?? [];
  if (stream === undefined || table === undefined) {
    throw new Error(`there is no stream ${STREAM}`);
  }
  const database = openDatabase({
    url: databaseUrl,
    applicationName: "billhouse-bench",
    onIdleError: () => undefined,
  });
  const { pool } = database;
  const warehouse = openWarehouse(database, streams, systemClock);
  const slice: Slice = { account: "bench", stream, uin: UIN, month: MONTH };
  await warehouse.slices.prepareMonths([MONTH]);
  await warehouse.slices.register([slice]);
  const baseline = await createBaseline(pool, databaseUrl, {
    first: firstDay(MONTH),
    next: firstDay(addMonths(MONTH, 1)),
  });
  const file = join(directory, "bill_detail.tsv");
  let isWritten = false;

  return {
    baselineTool: baseline.tool,
    load: async (version) => {
      const loader = { slices: warehouse.slices, clock: systemClock, logger: SILENT, signal };
      return await inRun(warehouse, slice, async (claim) => {
        let from = 0;
        let stagedAt = 0;
        const source = rowSource(
          () => billPages(table, { uin: UIN, month: MONTH }, rows, version),
          () => {
            stagedAt = performance.now();
          },
        );
        const { value, ...cost } = await measured(pool, async () => {
          from = performance.now();
          return await syncSlice(claim, { ...loader, source, customerUins: [] });
        });
        return { ...cost, stagingMs: stagedAt - from, result: value };
      });
    },
    copy: async () => {
      if (!isWritten) {
        await writeCopyFile(pool, file);
        isWritten = true;
      }
      const { value: _, ...cost } = await measured(pool, async () => await baseline.copy(file));
      return cost;
    },
    [Symbol.asyncDispose]: async () => {
      await warehouse[Symbol.asyncDispose]();
      await database[Symbol.asyncDispose]();
    },
  };
}

const SILENT = createLogger({
  level: "error",
  format: "json",
  destination: process.stderr,
  scrub: createScrubber([]),
  now: Date.now,
});

type Warehouse = ReturnType<typeof openWarehouse>;
type ClaimOf = Parameters<typeof syncSlice>[0];

async function inRun<T>(
  { runs, slices }: Warehouse,
  slice: Slice,
  work: (claim: ClaimOf) => Promise<T>,
): Promise<T> {
  const run = await runs.begin({ kind: "backfill", scope: { months: [MONTH] }, now: Date.now() });
  const answer = run === undefined ? undefined : await slices.claim(run, slice, Date.now());
  if (run === undefined || answer?.kind !== "claimed") {
    throw new Error(`the slice could not be claimed: ${answer?.kind ?? "no run"}`);
  }
  const result = await work(answer.claim);
  await runs.finish(run, { status: "succeeded", exitCode: 0, now: Date.now(), counts: NO_COUNTS });
  return result;
}

const NO_COUNTS = {
  slicesPlanned: 1,
  slicesLoaded: 1,
  slicesFailed: 0,
  calls: 0,
  throttles: 0,
  rowsAdded: 0,
  rowsChanged: 0,
  rowsRemoved: 0,
};

async function measured<T>(
  pool: Pool,
  work: () => Promise<T>,
): Promise<Cost & { readonly value: T }> {
  // What autovacuum does between two nights: without it the first reader would pay for the writer.
  await pool.query("vacuum (analyze) billing.bill_detail");
  await pool.query("vacuum billing_ops.stage_bill_detail");
  const before = await walPosition(pool);
  const from = performance.now();
  const value = await work();
  const ms = performance.now() - from;
  return { value, ms, walBytes: Number((await walPosition(pool)) - before) };
}

async function walPosition(pool: Pool): Promise<bigint> {
  const { rows } = await pool.query<{ bytes: string }>(
    "select pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0')::text as bytes",
  );
  return BigInt(rows[0]?.bytes ?? "0");
}
