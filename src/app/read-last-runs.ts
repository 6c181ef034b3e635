import type { LastRuns } from "../scheduler/last-runs.ts";
import type { Database } from "../warehouse/postgres/open-database.ts";
import { readRuns, type RunRecord } from "../warehouse/postgres/read-runs.ts";
import { type KeptField, readUnknownFields } from "../warehouse/postgres/read-unknown-fields.ts";

// Among so many a sync that succeeded is found, or its absence is the news.
const RUNS_MAX = 200;

/** What the database remembers of the newest syncs, whichever process ran them. */
export async function readLastRuns(database: Database): Promise<LastRuns> {
  const runs = await readRuns(database, RUNS_MAX);
  const { unknown } = await readUnknownFields(database);
  return lastRunsOf(
    runs.filter(({ kind }) => kind === "sync"),
    unknown,
  );
}

/** The same from runs that are given, newest first, and the unknown fields that are loaded. Pure. */
export function lastRunsOf(
  runs: readonly RunRecord[],
  unknown: readonly Pick<KeptField, "newestAt">[],
): LastRuns {
  const [newest] = runs;
  const ended = runs.find(({ finishedAt }) => finishedAt !== undefined);
  const succeeded = runs.find(({ exitCode }) => exitCode === 0);
  return {
    ...(newest === undefined ? {} : { startedAt: newest.startedAt }),
    ...(ended?.finishedAt === undefined ? {} : { finishedAt: ended.finishedAt }),
    ...(ended?.exitCode === undefined ? {} : { exitCode: ended.exitCode }),
    ...(succeeded?.finishedAt === undefined ? {} : { succeededAt: succeeded.finishedAt }),
    ...(ended === undefined
      ? {}
      : {
          counts: countsOf(ended),
          unknownFields: unknown.filter(({ newestAt }) => newestAt >= ended.startedAt).length,
        }),
  };
}

function countsOf(run: RunRecord): NonNullable<LastRuns["counts"]> {
  return {
    slicesPlanned: run.slicesPlanned,
    slicesLoaded: run.slicesLoaded,
    slicesFailed: run.slicesFailed,
    calls: Number(run.calls),
    throttles: Number(run.throttles),
    rowsAdded: Number(run.rowsAdded),
    rowsChanged: Number(run.rowsChanged),
    rowsRemoved: Number(run.rowsRemoved),
  };
}
