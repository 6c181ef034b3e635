import type { Account } from "../domain/account.ts";
import type { BillMonth } from "../domain/bill-month.ts";
import type { RunKind, RunScope } from "../domain/run.ts";
import type { Source } from "../domain/source.ts";
import type { Phase, Stream } from "../domain/stream.ts";
import type { Customer, SliceState } from "../domain/warehouse.ts";
import { lookbackMonths, openMonthsAt, settlingMonths } from "./due-months.ts";
import { estimateCalls, type LaneLoad, plannedCalls } from "./estimate-calls.ts";
import { planModes } from "./plan-modes.ts";
import {
  type BillKey,
  boundCustomers,
  type Plan,
  type PlannedSlice,
  planSlices,
  sliceStateKey,
  stateKey,
} from "./plan-slices.ts";

/** What somebody wants loaded. */
export type RunRequest = {
  readonly kind: RunKind;
  /** A backfill's months, oldest first; a sync decides by itself. */
  readonly months?: readonly BillMonth[];
  readonly accounts?: readonly string[];
  readonly customers?: readonly string[];
  readonly streams?: readonly string[];
  /** The scheduled instant it is begun for, epoch milliseconds. */
  readonly tickAt?: number;
};

export type PlanSettings = {
  readonly accounts: readonly Account[];
  readonly openMonths: number;
  /** The configured choice of streams; all where undefined. */
  readonly streams: readonly string[] | undefined;
};

/** What is known when the second part of a run is planned. */
export type PlanKnowledge = {
  readonly streams: readonly Stream[];
  readonly now: number;
  readonly customers: readonly Customer[];
  readonly states: readonly SliceState[];
  readonly closed: readonly BillKey[];
  readonly reopened: readonly BillKey[];
  readonly since: number | undefined;
};

/** The months and filters of a request, fixed when its run begins. Equal scopes are the same work. */
export function scopeOf(request: RunRequest, settings: PlanSettings, now: number): RunScope {
  const streams = request.streams ?? settings.streams;
  return {
    months: request.months ?? openMonthsAt(now, settings.openMonths),
    ...(request.accounts === undefined ? {} : { accounts: request.accounts }),
    ...(request.customers === undefined ? {} : { customers: request.customers }),
    ...(streams === undefined ? {} : { streams }),
  };
}

/** The slices of `phases` that a request makes due, in the order in which they are begun. Pure. */
export function planRun(
  request: RunRequest,
  settings: PlanSettings,
  phases: readonly Phase[],
  knowledge: PlanKnowledge,
): Plan {
  const { streams, now, customers, states, since, closed, reopened } = knowledge;
  const scope = scopeOf(request, settings, now);
  const isBackfill = request.months !== undefined;
  const { accounts } = settings;
  const plan = planSlices({
    now,
    accounts: accounts.filter(({ name }) => scope.accounts?.includes(name) ?? true),
    streams: wantedStreams(streams, scope.streams),
    phases,
    months: scope.months,
    lookback: isBackfill ? [] : lookbackMonths({ now, openMonths: settings.openMonths, since }),
    settling: isBackfill ? [] : settlingMonths(now, settings.openMonths),
    isBackfill,
    ...(scope.customers === undefined ? {} : { onlyCustomers: scope.customers }),
    customers,
    states,
    closed,
    reopened: isBackfill ? [] : reopened,
  });
  return { ...plan, slices: planModes(plan.slices, { now, states, isBackfill }) };
}

/**
 * The streams of these names; all where undefined. Whoever wants any bill of the partner's customers
 * needs the list of them, chosen or not. Pure.
 */
export function wantedStreams(
  all: readonly Stream[],
  names: readonly string[] | undefined,
): readonly Stream[] {
  if (names === undefined) {
    return all;
  }
  const chosen = all.filter(({ name }) => names.includes(name));
  const needsList = chosen.some(({ role }) => role === "partner");
  return all.filter((stream) => chosen.includes(stream) || (needsList && stream.phase === "list"));
}

/** How many calls and slices each lane gets by a plan. */
export function laneLoads(
  plan: Plan,
  source: Source,
  { customers, states }: Pick<PlanKnowledge, "customers" | "states">,
): readonly LaneLoad[] {
  const byKey = new Map(states.map((state) => [stateKey(state), state]));
  const lanes = Map.groupBy(
    plan.slices,
    ({ slice }) => source.laneOf(slice.account, slice.stream).key,
  );
  const stateOf = ({ slice }: PlannedSlice): SliceState | undefined =>
    byKey.get(sliceStateKey(slice));
  return [...lanes.values()].flatMap((planned) => {
    const [first] = planned;
    if (first === undefined) {
      return [];
    }
    const bound = boundCustomers(customers, first.slice.account);
    const sum = (callsOf: (one: PlannedSlice) => number): number =>
      planned.reduce((total, one) => total + callsOf(one), 0);
    return [
      {
        lane: source.laneOf(first.slice.account, first.slice.stream),
        calls: sum((one) => plannedCalls(source, one, bound, stateOf(one))),
        callsWhole: sum((one) => estimateCalls(source, one.slice, bound, stateOf(one))),
        slices: planned.length,
      },
    ];
  });
}
