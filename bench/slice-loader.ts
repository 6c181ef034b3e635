import type { Pool } from "pg";
import { systemClock } from "../src/app/system-clock.ts";
import type { Slice } from "../src/domain/slice.ts";
import type { LoadResult } from "../src/domain/warehouse.ts";
import { createLogger } from "../src/logging/create-logger.ts";
import { createScrubber } from "../src/logging/scrub.ts";
import { syncSlice } from "../src/pipeline/sync-slice.ts";
import { readStreams } from "../src/source/tencent/read-streams.ts";
import { openDatabase } from "../src/warehouse/postgres/open-database.ts";
import { openWarehouse } from "../src/warehouse/postgres/postgres-warehouse.ts";
import { billPages, type BillVersion } from "./bill-rows.ts";
import { type Cost, measureCost } from "./measure-cost.ts";
import { rowSource } from "./row-source.ts";

const STREAM = "partner_bill_detail";

export type LoadCost = Cost & {
  /** Until the last page was handed over; the rest is the merge. */
  readonly stagingMs: number;
  readonly result: LoadResult;
};

/** A customer's bill of generated lines; `month` is `yyyy-MM`. */
export type BillToLoad = {
  readonly uin: string;
  readonly month: string;
  readonly rows: number;
  readonly version: BillVersion;
};

/** Loads generated bill lines as a run does: decoded rows to staging to the table. */
export type SliceLoader = AsyncDisposable & {
  readonly pool: Pool;
  readonly load: (bill: BillToLoad) => Promise<LoadCost>;
};

export async function openSliceLoader(
  databaseUrl: string,
  signal: AbortSignal,
): Promise<SliceLoader> {
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
  const warehouse = openWarehouse(database, streams, systemClock);
  return {
    pool: database.pool,
    load: async ({ uin, month, rows, version }) => {
      const slice: Slice = { account: "bench", stream, uin, month };
      await warehouse.slices.prepareMonths([month]);
      await warehouse.slices.register([slice]);
      const loader = { slices: warehouse.slices, clock: systemClock, logger: SILENT, signal };
      return await inRun(warehouse, slice, async (claim) => {
        let from = 0;
        let stagedAt = 0;
        const source = rowSource(
          () => billPages(table, { uin, month }, rows, version),
          () => {
            stagedAt = performance.now();
          },
        );
        const { value, ...cost } = await measureCost(database.pool, async () => {
          from = performance.now();
          return await syncSlice(claim, { ...loader, source, customerUins: [] });
        });
        return { ...cost, stagingMs: stagedAt - from, result: value };
      });
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
  const scope = { months: slice.month === undefined ? [] : [slice.month] };
  const run = await runs.begin({ kind: "backfill", scope, now: Date.now() });
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
