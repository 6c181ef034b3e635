import type { Clock } from "../domain/clock.ts";
import type { Logger } from "../domain/logger.ts";
import { SliceError } from "../domain/slice-error.ts";
import { describeSlice } from "../domain/slice.ts";
import type { Source } from "../domain/source.ts";
import type { Claim, LoadResult, SliceBook } from "../domain/warehouse.ts";

export type SyncSliceContext = {
  readonly source: Source;
  readonly slices: SliceBook;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly customerUins: readonly string[];
  readonly signal: AbortSignal;
};

// A bill that changes all the time would be read for ever; the next run finds it calmer.
const RESTARTS_MAX = 3;
const WRITES_AT_ONCE = 4;

/**
 * Extracts a claimed slice and loads it whole. An answer that would empty a slice that had rows is
 * only believed when a second extraction agrees.
 *
 * Throws the error whose class says what to do next; the slice's rows are then as they were.
 */
export async function syncSlice(claim: Claim, context: SyncSliceContext): Promise<LoadResult> {
  await stageConsistently(claim, context);
  if (claim.rowCount !== "0" && (await context.slices.stagedRows(claim)) === 0) {
    context.logger.warn("the answer would empty a slice that has rows: extracted again", {
      slice: describeSlice(claim.slice),
      rows: claim.rowCount,
    });
    await context.slices.discard(claim);
    await stageConsistently(claim, context);
  }
  return await context.slices.load(claim, context.clock.now());
}

async function stageConsistently(claim: Claim, context: SyncSliceContext): Promise<void> {
  for (let restarts = 0; ; restarts += 1) {
    try {
      await stagePages(claim, context);
      return;
    } catch (error) {
      if (!isInconsistent(error)) {
        throw error;
      }
      if (restarts === RESTARTS_MAX) {
        throw new SliceError("failed", `${error.message} (after ${RESTARTS_MAX} restarts)`, {
          code: error.code,
          cause: error,
          hint: "the bill keeps changing while it is read, or the API pages wrongly: the next run tries again",
        });
      }
      context.logger.warn("slice restarted", { slice: describeSlice(claim.slice), error });
      await context.slices.discard(claim);
    }
  }
}

// The database writes pages while the next ones are decoded. All writes are over when this returns or
// throws: one that came later would land among the pages of the next try.
async function stagePages(claim: Claim, context: SyncSliceContext): Promise<void> {
  const { source, slices, signal, customerUins } = context;
  const input = source.requestInput(claim.slice, customerUins);
  const writes = new Set<Promise<void>>();
  const failures: unknown[] = [];
  try {
    for await (const page of source.extract(claim.slice, input, signal)) {
      const write: Promise<void> = slices
        .stage(claim, page)
        .catch((error: unknown) => {
          failures.push(error);
        })
        .finally(() => writes.delete(write));
      writes.add(write);
      if (writes.size >= WRITES_AT_ONCE) {
        await Promise.race(writes);
      }
      if (failures.length > 0) {
        break;
      }
    }
  } finally {
    await Promise.all(writes);
  }
  if (failures.length > 0) {
    throw failures[0];
  }
}

function isInconsistent(error: unknown): error is SliceError {
  return error instanceof SliceError && error.failure === "inconsistent";
}
