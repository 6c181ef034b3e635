/** How far one lane is. */
export type LaneProgress = {
  /** The limit in force. */
  readonly callsPerSecond: number;
  /** What the plan expected, from the pages that slices had when they were last loaded. */
  readonly callsExpected: number;
  readonly slices: number;
  /** Milliseconds of a monotonic clock. */
  readonly startedAt: number;
  readonly slicesEnded: number;
  readonly pagesOfEnded: number;
  readonly pagesUnderWay: number;
};

// Before that a lane's own pace is noise.
const MEASURED_FROM_MS = 5_000;
const MEASURED_FROM_PAGES = 5;

/**
 * Calls that the lane still has to make, at least one for each slice that has not ended. Pure.
 *
 * Where the plan knew nothing better than one page a slice, the slices that have ended say how many
 * pages one takes.
 */
export function callsLeft(lane: LaneProgress): number {
  const { callsExpected, slices, slicesEnded, pagesOfEnded, pagesUnderWay } = lane;
  const slicesLeft = Math.max(0, slices - slicesEnded);
  if (slicesLeft === 0) {
    return 0;
  }
  const knewPages = callsExpected > slices;
  const pagesEach = slicesEnded === 0 ? 1 : Math.max(1, pagesOfEnded / slicesEnded);
  const left = knewPages
    ? callsExpected - pagesOfEnded - pagesUnderWay
    : slicesLeft * pagesEach - pagesUnderWay;
  return Math.max(slicesLeft, Math.ceil(left));
}

/** Seconds until the lane is through: at its limit, or at its own pace where that is slower. Pure. */
export function secondsLeft(lane: LaneProgress, now: number): number {
  const elapsedMs = now - lane.startedAt;
  const pages = lane.pagesOfEnded + lane.pagesUnderWay;
  const isMeasured = elapsedMs >= MEASURED_FROM_MS && pages >= MEASURED_FROM_PAGES;
  const pace = isMeasured ? (pages * 1000) / elapsedMs : lane.callsPerSecond;
  return callsLeft(lane) / Math.min(lane.callsPerSecond, pace);
}
