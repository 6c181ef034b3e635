import { AccountError } from "../domain/account-error.ts";
import type { ExitCode } from "../domain/run.ts";
import type { Source } from "../domain/source.ts";
import { etaSeconds, type LaneLoad } from "../pipeline/estimate-calls.ts";
import {
  laneLoads,
  type PlanKnowledge,
  planRun,
  type PlanSettings,
  type RunRequest,
} from "../pipeline/plan-run.ts";
import type {
  BillKey,
  PlannedSlice,
  Reason,
  SkippedStream,
  SliceMode,
} from "../pipeline/plan-slices.ts";
import { mergeCustomers } from "./merge-customers.ts";
import { type ListReading, readCustomerLists } from "./read-customer-lists.ts";

/** A slice that would be loaded, and why. */
export type SlicePlan = {
  readonly account: string;
  readonly stream: string;
  readonly uin: string;
  /** Undefined for a stream without months. */
  readonly month: string | undefined;
  readonly reason: Reason;
  readonly mode: SliceMode;
};

/** What one lane would do. */
export type LanePlan = {
  readonly account: string;
  readonly lane: string;
  readonly calls: number;
  readonly slices: number;
  readonly callsPerSecond: number;
  readonly seconds: number;
};

export type PlanOutcome = {
  readonly slices: readonly SlicePlan[];
  readonly skipped: readonly SkippedStream[];
  readonly lanes: readonly LanePlan[];
  readonly calls: number;
  /** Calls that are saved where no gated bill has moved. */
  readonly callsSaved: number;
  /** Closed bills that were asked for; they are left alone. */
  readonly closed: readonly BillKey[];
  /** Until the slowest lane is through. */
  readonly etaSeconds: number;
  /** Customer lists that could not be read: their accounts are planned by what is known. */
  readonly unreadLists: readonly { readonly account: string; readonly error: Error }[];
  /** 6 where every list that was asked for was refused for its credential. */
  readonly exitCode: ExitCode;
};

export type MakePlanOptions = {
  readonly request: RunRequest;
  readonly settings: PlanSettings;
  readonly source: Source;
  readonly knowledge: PlanKnowledge;
  readonly signal: AbortSignal;
};

/**
 * What the request would load by what is known and by the customer lists, which are read now.
 * Throws an `AbortError` where the clock is wrong or the signal aborts.
 */
export async function makePlan(options: MakePlanOptions): Promise<PlanOutcome> {
  const { request, settings, source, knowledge, signal } = options;
  const lists = planRun(request, settings, ["list"], knowledge);
  const readings = await readCustomerLists(
    lists.slices.map(({ slice }) => slice),
    source,
    signal,
  );
  const customers = mergeCustomers(knowledge.customers, readings, knowledge.now);
  const known = { ...knowledge, customers };
  const phases = ["list", "facts", "summary", "detail"] as const;
  const plan = planRun(request, settings, phases, known);
  const loads = laneLoads(plan, source, known);
  const byLane = Map.groupBy(
    plan.slices,
    ({ slice }) => source.laneOf(slice.account, slice.stream).key,
  );
  return {
    slices: plan.slices.map(slicePlan),
    skipped: plan.skipped,
    lanes: loads.map((load) => lanePlan(load, byLane.get(load.lane.key) ?? [])),
    calls: loads.reduce((sum, { calls }) => sum + calls, 0),
    callsSaved: loads.reduce((sum, { calls, callsWhole }) => sum + callsWhole - calls, 0),
    closed: plan.closed,
    etaSeconds: etaSeconds(loads),
    unreadLists: readings.flatMap(({ account, error }) =>
      error === undefined ? [] : [{ account, error }],
    ),
    exitCode: planExitCode(readings),
  };
}

function slicePlan({ slice, reason, mode }: PlannedSlice): SlicePlan {
  const { account, stream, uin, month } = slice;
  return { account, stream: stream.name, uin, month, reason, mode };
}

function lanePlan({ lane, calls, slices }: LaneLoad, planned: readonly PlannedSlice[]): LanePlan {
  const { name, callsPerSecond } = lane;
  // Accounts that share a key share its limits.
  const accounts = new Set(planned.map(({ slice }) => slice.account));
  return {
    account: [...accounts].join(", "),
    lane: name,
    calls,
    slices,
    callsPerSecond,
    seconds: calls / callsPerSecond,
  };
}

function planExitCode(readings: readonly ListReading[]): ExitCode {
  const isRefused = readings.every(({ error }) => error instanceof AccountError);
  return readings.length > 0 && isRefused ? 6 : 0;
}
