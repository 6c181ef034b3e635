import { AbortError } from "../domain/abort-error.ts";
import { AccountError } from "../domain/account-error.ts";
import type { Clock } from "../domain/clock.ts";
import type { Logger } from "../domain/logger.ts";
import { describeSlice } from "../domain/slice.ts";
import type { Source } from "../domain/source.ts";
import type { Claim, OpenRun, SliceBook } from "../domain/warehouse.ts";
import type { BillGate } from "./bill-gate.ts";
import type { GiveWay } from "./give-way.ts";
import type { PlannedSlice } from "./plan-slices.ts";
import type { SliceEnd } from "./run-outcome.ts";
import { failureRecord } from "./slice-failure.ts";
import type { UnderWay } from "./under-way.ts";
import { workOnSlice } from "./work-on-slice.ts";

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
 * Claims, extracts or verifies, and loads one slice, and notes how it ended. `gate` is its bill's,
 * where that has one. Never throws.
 */
export async function executeSlice(
  planned: PlannedSlice,
  context: ExecuteContext,
  gate?: BillGate,
): Promise<SliceEnd> {
  const end = await endOf(planned, context, gate);
  if (end.status !== "held") {
    context.onEnd(end);
  }
  return end;
}

async function endOf(
  planned: PlannedSlice,
  context: ExecuteContext,
  gate: BillGate | undefined,
): Promise<SliceEnd> {
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
    const { slices, run, clock } = context;
    const answer = await slices.claim(run, planned.slice, clock.now(), planned.isAgain);
    if (answer.kind === "claimed") {
      return await endOfClaim(planned, answer.claim, context, gate);
    }
    if (answer.kind === "held") {
      return { planned, status: "held", ...NO_ROWS };
    }
    noteGate(planned, gate, answer);
    return { planned, status: "loaded", ...NO_ROWS, byOther: true };
  } catch (error) {
    return endOfFailure(planned, asError(error), context);
  }
}

// What this run found of the bill before it was cut off, or another run beside it, is as good.
function noteGate(
  { slice }: PlannedSlice,
  bill: BillGate | undefined,
  { amount, gate }: { readonly amount: string | null; readonly gate: string | undefined },
): void {
  if (slice.stream.bill?.part === "total") {
    bill?.noteTotal(amount ?? undefined);
  } else if (slice.stream.bill?.part === "lines") {
    bill?.noteGate(gate);
  }
}

async function endOfClaim(
  planned: PlannedSlice,
  claim: Claim,
  context: ExecuteContext,
  gate: BillGate | undefined,
): Promise<SliceEnd> {
  const { source, slices, clock, logger, underWay } = context;
  try {
    const result = await workOnSlice(planned, claim, gate, {
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

/** Ends the run for `reason`, unless it is ending already. */
export function endRun(reason: Error, { abort }: ExecuteContext): void {
  if (!abort.signal.aborted) {
    abort.abort(reason);
  }
}

/** What was thrown, as an error. */
export function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
