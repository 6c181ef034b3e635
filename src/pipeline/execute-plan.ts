import PQueue from "p-queue";
import { AbortError } from "../domain/abort-error.ts";
import { AccountError } from "../domain/account-error.ts";
import type { Clock } from "../domain/clock.ts";
import type { Logger } from "../domain/logger.ts";
import { describeSlice } from "../domain/slice.ts";
import type { Source } from "../domain/source.ts";
import type { Claim, LoadResult, OpenRun, SliceBook } from "../domain/warehouse.ts";
import type { GiveWay } from "./give-way.ts";
import type { PlannedSlice } from "./plan-slices.ts";
import type { SliceEnd } from "./run-outcome.ts";
import { failureRecord } from "./slice-failure.ts";
import { syncSlice } from "./sync-slice.ts";
import type { UnderWay } from "./under-way.ts";

export type ExecuteContext = {
  readonly run: OpenRun;
  readonly source: Source;
  readonly slices: SliceBook;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Customers on each account's list. */
  readonly customerUins: (account: string) => readonly string[];
  /** Aborted, with the refusal, for an account whose credential was refused: no further call is made. */
  readonly accountAbort: (account: string) => AbortController;
  /** Ends the whole run. */
  readonly abort: AbortController;
  readonly onEnd: (end: SliceEnd) => void;
  readonly underWay: UnderWay;
  readonly giveWay: Pick<GiveWay, "wait" | "noteBusy">;
};

const NO_ROWS = { byOther: false, rowsAdded: 0, rowsChanged: 0, rowsRemoved: 0 } as const;

/**
 * Works through `planned`, all lanes side by side, each with as many slices under way as it takes to
 * keep it busy. One failed slice never stops another. Returns how each ended, `held` for those that
 * another live run has.
 */
export async function executePlan(
  planned: readonly PlannedSlice[],
  context: ExecuteContext,
): Promise<readonly SliceEnd[]> {
  const lanes = Map.groupBy(
    planned,
    ({ slice }) => context.source.laneOf(slice.account, slice.stream).key,
  );
  const busy = new Set(lanes.keys());
  await noteBusy(busy, context);
  const ends = await Promise.all(
    [...lanes].map(async ([lane, slices]) => {
      const onBegun = async (): Promise<void> => {
        busy.delete(lane);
        await noteBusy(busy, context);
      };
      return await executeLane(slices, context, onBegun);
    }),
  );
  return ends.flat();
}

async function noteBusy(lanes: ReadonlySet<string>, context: ExecuteContext): Promise<void> {
  try {
    await context.giveWay.noteBusy([...lanes]);
  } catch (error) {
    endRun(asError(error), context);
  }
}

/** `onBegun` is told when every slice of the lane has been begun. */
async function executeLane(
  planned: readonly PlannedSlice[],
  context: ExecuteContext,
  onBegun: () => Promise<void>,
): Promise<readonly SliceEnd[]> {
  const [first] = planned;
  if (first === undefined) {
    return [];
  }
  const { slicesAtOnce } = context.source.laneOf(first.slice.account, first.slice.stream);
  const queue = new PQueue({ concurrency: slicesAtOnce });
  const ends = queue.addAll(planned.map((one) => async () => await executeSlice(one, context)));
  const [result] = await Promise.all([ends, queue.onEmpty().then(onBegun)]);
  return result;
}

/** Claims, extracts and loads one slice, and notes how it ended. Never throws. */
export async function executeSlice(
  planned: PlannedSlice,
  context: ExecuteContext,
): Promise<SliceEnd> {
  const end = await endOf(planned, context);
  if (end.status !== "held") {
    context.onEnd(end);
  }
  return end;
}

async function endOf(planned: PlannedSlice, context: ExecuteContext): Promise<SliceEnd> {
  const account = context.accountAbort(planned.slice.account).signal;
  if (account.aborted) {
    return { planned, status: "failed", ...NO_ROWS, error: asError(account.reason) };
  }
  if (context.abort.signal.aborted) {
    return { planned, status: "unfinished", ...NO_ROWS };
  }
  try {
    const { account: name, stream } = planned.slice;
    await context.giveWay.wait(context.source.laneOf(name, stream).key);
    if (context.abort.signal.aborted) {
      return { planned, status: "unfinished", ...NO_ROWS };
    }
    const answer = await context.slices.claim(context.run, planned.slice, context.clock.now());
    if (answer.kind === "claimed") {
      return await endOfClaim(planned, answer.claim, context);
    }
    return answer.kind === "held"
      ? { planned, status: "held", ...NO_ROWS }
      : { planned, status: "loaded", ...NO_ROWS, byOther: true };
  } catch (error) {
    return endOfFailure(planned, asError(error), context);
  }
}

async function endOfClaim(
  planned: PlannedSlice,
  claim: Claim,
  context: ExecuteContext,
): Promise<SliceEnd> {
  const { source, slices, clock, logger, underWay } = context;
  try {
    const result: LoadResult = await syncSlice(claim, {
      source,
      slices,
      clock,
      logger,
      customerUins: context.customerUins(planned.slice.account),
      onActivity: (activity) => underWay.note(planned.slice, activity),
      signal: AbortSignal.any([
        context.abort.signal,
        context.accountAbort(planned.slice.account).signal,
      ]),
    });
    return { planned, byOther: false, ...result };
  } catch (error) {
    const failure = asError(error);
    await noteFailure(claim, failure, context);
    return endOfFailure(planned, failure, context);
  } finally {
    underWay.forget(planned.slice);
  }
}

async function noteFailure(claim: Claim, failure: Error, context: ExecuteContext): Promise<void> {
  const { slices, clock, abort, logger } = context;
  try {
    // An interrupted slice has not failed: it is free for whoever comes next.
    await (abort.signal.aborted || failure instanceof AbortError
      ? slices.release(claim)
      : slices.fail(claim, failureRecord(failure), clock.now()));
  } catch (error) {
    // The lease will free it; the failure itself is still reported.
    logger.debug("the claim could not be freed", { slice: describeSlice(claim.slice), error });
  }
}

function endOfFailure(planned: PlannedSlice, failure: Error, context: ExecuteContext): SliceEnd {
  if (failure instanceof AccountError) {
    context.accountAbort(planned.slice.account).abort(failure);
  }
  if (failure instanceof AbortError) {
    endRun(failure, context);
  }
  if (context.abort.signal.aborted) {
    return { planned, status: "unfinished", ...NO_ROWS };
  }
  return { planned, status: failureRecord(failure).status, ...NO_ROWS, error: failure };
}

function endRun(reason: Error, { abort }: ExecuteContext): void {
  if (!abort.signal.aborted) {
    abort.abort(reason);
  }
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
