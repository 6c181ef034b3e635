import type { Logger } from "../domain/logger.ts";
import { SliceError } from "../domain/slice-error.ts";
import { describeSlice } from "../domain/slice.ts";
import type { StagedPage } from "../domain/source.ts";
import type { Claim, LoadResult } from "../domain/warehouse.ts";
import { stagePages, type StagePagesContext } from "./stage-pages.ts";
import type { Activity } from "./under-way.ts";

export type SyncSliceContext = StagePagesContext & {
  readonly logger: Logger;
  /** Told of what the slice is going through. */
  readonly onActivity?: (activity: Activity) => void;
  /** The gate of the slice's bill, asked for when the extraction is over. */
  readonly gate?: () => string | undefined;
};

// A bill that changes all the time would be read for ever; the next run finds it calmer.
const RESTARTS_MAX = 3;

/**
 * Extracts a claimed slice and loads it whole, going on behind the pages that came with the claim.
 * An answer that would empty a slice that had rows is only believed when a second extraction agrees.
 *
 * Throws the error whose class says what to do next; the slice's rows are then as they were.
 */
export async function syncSlice(claim: Claim, context: SyncSliceContext): Promise<LoadResult> {
  const { slices, logger } = context;
  let { staged } = claim;
  for (let restarts = 0; ;) {
    try {
      return await extractAndLoad(claim, staged, context);
    } catch (error) {
      if (!isInconsistent(error)) {
        throw error;
      }
      await slices.discard(claim);
      const slice = describeSlice(claim.slice);
      if (staged.length > 0) {
        // Not the bill's fault: it may well change between two tries.
        logger.info("staged pages were of no use", { slice, pages: staged.length, error });
        staged = [];
        continue;
      }
      if (restarts === RESTARTS_MAX) {
        throw givenUp(error);
      }
      restarts += 1;
      logger.warn("slice restarted", { slice, error });
    }
  }
}

async function extractAndLoad(
  claim: Claim,
  staged: readonly StagedPage[],
  context: SyncSliceContext,
): Promise<LoadResult> {
  const { slices, logger, clock, onActivity, gate } = context;
  onActivity?.("extracting");
  await stagePages(claim, staged, context);
  if (claim.rowCount !== "0" && (await slices.stagedRows(claim)) === 0) {
    logger.warn("the answer would empty a slice that has rows: extracted again", {
      slice: describeSlice(claim.slice),
      rows: claim.rowCount,
    });
    await slices.discard(claim);
    await stagePages(claim, [], context);
  }
  onActivity?.("loading");
  return await slices.load(claim, clock.now(), gate?.());
}

function givenUp(error: SliceError): SliceError {
  return new SliceError("failed", `${error.message} (after ${RESTARTS_MAX} restarts)`, {
    code: error.code,
    cause: error,
    hint: "the bill keeps changing while it is read, or the API pages wrongly: the next run tries again",
  });
}

function isInconsistent(error: unknown): error is SliceError {
  return error instanceof SliceError && error.failure === "inconsistent";
}
