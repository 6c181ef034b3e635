import type { Clock } from "../domain/clock.ts";
import { sliceKey, type Slice } from "../domain/slice.ts";
import type { Source } from "../domain/source.ts";
import type { LaneLoad } from "../pipeline/estimate-calls.ts";
import type { PlannedSlice } from "../pipeline/plan-slices.ts";
import { CallRate } from "./call-rate.ts";
import { callsLeft, type LaneProgress, secondsLeft } from "./lane-progress.ts";
import type { RunFollower } from "./run-follower.ts";

/** How far a run is, for people. */
export type ProgressSnapshot = {
  readonly stage: "beginning" | "loading" | "waiting" | "checking";
  readonly runId: string | undefined;
  readonly callsDone: number;
  /** Calls made and still to come, as far as is known: grows with pages that nobody expected. */
  readonly callsTotal: number;
  /** Over the last seconds. */
  readonly callsPerSecond: number;
  readonly throttles: number;
  readonly slicesDone: number;
  readonly slicesTotal: number;
  readonly slicesFailed: number;
  /** Until the slowest lane is through; undefined before anything is planned. */
  readonly etaSeconds: number | undefined;
};

/** Follows one run; `snapshot` may be asked at any time. */
export type RunProgress = RunFollower & { readonly snapshot: () => ProgressSnapshot };

export type RunProgressOptions = {
  readonly clock: Pick<Clock, "monotonic">;
  readonly source: Pick<Source, "laneOf" | "meter">;
};

/** Follows one run from its beginning on, on the given clock. */
export function createRunProgress(options: RunProgressOptions): RunProgress {
  const progress = new Progress(options);
  return {
    runBegan: ({ runId }) => {
      progress.runId = runId;
    },
    planned: (plan, loads) => progress.plan(plan.slices, loads),
    pageRead: (slice) => progress.page(slice),
    sliceEnded: ({ planned, status }) => progress.end(planned.slice, status),
    waitingForOthers: () => {
      progress.stage = "waiting";
    },
    checked: () => {
      progress.stage = "checking";
    },
    runEnded: () => undefined,
    snapshot: () => progress.snapshot(),
  };
}

const GOOD = new Set(["loaded", "empty"]);
const BAD = new Set(["failed", "not_ready", "forbidden", "held"]);

class Progress {
  stage: ProgressSnapshot["stage"] = "beginning";
  runId: string | undefined;
  readonly #options: RunProgressOptions;
  readonly #meterBefore: ReturnType<Source["meter"]>;
  readonly #rate: CallRate;
  readonly #lanes = new Map<string, LaneProgress>();
  /** As planned: a credential that is rotated during the run takes its calls to other lanes. */
  readonly #laneKeys = new Map<string, string>();
  readonly #pagesUnderWay = new Map<string, number>();
  #slicesTotal = 0;
  #slicesDone = 0;
  #slicesFailed = 0;

  constructor(options: RunProgressOptions) {
    this.#options = options;
    this.#meterBefore = options.source.meter();
    this.#rate = new CallRate(options.clock.monotonic());
  }

  plan(slices: readonly PlannedSlice[], loads: readonly LaneLoad[]): void {
    this.stage = "loading";
    this.#slicesTotal += slices.length;
    for (const { slice } of slices) {
      const { account, stream } = slice;
      this.#laneKeys.set(streamKey(slice), this.#options.source.laneOf(account, stream).key);
    }
    const startedAt = this.#options.clock.monotonic();
    for (const { lane, calls, slices: laneSlices } of loads) {
      this.#lanes.set(lane.key, {
        callsPerSecond: lane.callsPerSecond,
        callsExpected: calls,
        slices: laneSlices,
        startedAt,
        slicesEnded: 0,
        pagesOfEnded: 0,
        pagesUnderWay: 0,
      });
    }
  }

  page(slice: Slice): void {
    const key = sliceKey(slice);
    this.#pagesUnderWay.set(key, (this.#pagesUnderWay.get(key) ?? 0) + 1);
    this.#change(slice, (lane) => ({ ...lane, pagesUnderWay: lane.pagesUnderWay + 1 }));
  }

  end(slice: Slice, status: string): void {
    const key = sliceKey(slice);
    const pages = this.#pagesUnderWay.get(key) ?? 0;
    this.#pagesUnderWay.delete(key);
    this.#slicesDone += GOOD.has(status) ? 1 : 0;
    this.#slicesFailed += BAD.has(status) ? 1 : 0;
    this.#change(slice, (lane) => ({
      ...lane,
      slicesEnded: lane.slicesEnded + 1,
      pagesOfEnded: lane.pagesOfEnded + pages,
      pagesUnderWay: lane.pagesUnderWay - pages,
    }));
  }

  snapshot(): ProgressSnapshot {
    const { clock, source } = this.#options;
    const now = clock.monotonic();
    const meter = source.meter();
    const callsDone = meter.calls - this.#meterBefore.calls;
    const lanes = [...this.#lanes.values()];
    return {
      stage: this.stage,
      runId: this.runId,
      callsDone,
      callsTotal: lanes.reduce((total, lane) => total + callsLeft(lane), callsDone),
      callsPerSecond: this.#rate.at(now, callsDone),
      throttles: meter.throttles - this.#meterBefore.throttles,
      slicesDone: this.#slicesDone,
      slicesTotal: this.#slicesTotal,
      slicesFailed: this.#slicesFailed,
      etaSeconds:
        lanes.length === 0 ? undefined : Math.max(...lanes.map((lane) => secondsLeft(lane, now))),
    };
  }

  #change(slice: Slice, change: (lane: LaneProgress) => LaneProgress): void {
    const { account, stream } = slice;
    const key =
      this.#laneKeys.get(streamKey(slice)) ?? this.#options.source.laneOf(account, stream).key;
    const lane = this.#lanes.get(key);
    if (lane !== undefined) {
      this.#lanes.set(key, change(lane));
    }
  }
}

function streamKey({ account, stream }: Slice): string {
  return `${account}/${stream.name}`;
}
