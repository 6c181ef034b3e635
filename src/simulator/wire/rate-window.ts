/** Decides which calls are within the limits: never more than the limit in any 1,000 ms, per lane. */
export type RateWindow = {
  /** Whether a call that arrived at `atMs` (monotonic) may pass; one that may not is not counted against the lane. */
  readonly admit: (lane: string, limitPerSecond: number, atMs: number) => boolean;
};

const WINDOW_MS = 1000;

/** A window without any calls in it yet. */
export function createRateWindow(): RateWindow {
  const admitted = new Map<string, readonly number[]>();
  return {
    admit: (lane, limitPerSecond, atMs) => {
      const recent = (admitted.get(lane) ?? []).filter((at) => atMs - at < WINDOW_MS);
      const isAdmitted = recent.length < limitPerSecond;
      admitted.set(lane, isAdmitted ? [...recent, atMs] : recent);
      return isAdmitted;
    },
  };
}

/** `documented` as the vendor's pages say, `none`, or own limits by `<service>.<Action>` or `*`, the rest as documented. */
export type RateLimits = "documented" | "none" | Readonly<Record<string, number>>;

/** The limit of one action, in calls per second. */
export function limitOf(
  limits: RateLimits,
  action: { readonly service: string; readonly action: string; readonly limitPerSecond: number },
): number {
  if (limits === "none") {
    return Number.POSITIVE_INFINITY;
  }
  if (limits === "documented") {
    return action.limitPerSecond;
  }
  return limits[`${action.service}.${action.action}`] ?? limits["*"] ?? action.limitPerSecond;
}
