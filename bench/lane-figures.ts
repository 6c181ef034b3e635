const WINDOW_MS = 1_000;

/** What the arrivals of one lane's calls say about its limit. */
export type LaneFigures = {
  readonly calls: number;
  /** The largest number of calls in any 1,000 ms. */
  readonly mostInWindow: number;
  /** The shortest time that held one call more than the limit, ms: 1,000 or more, or the limit was broken. */
  readonly closestMs: number;
  /** When that time began, ms after the first arrival: at the start or in full swing. */
  readonly closestAfterMs: number;
  /** Of the rate that is allowed, from the first arrival to the last. */
  readonly usedShare: number;
};

/**
 * Pure. `arrivals` in milliseconds, in order. What came in before the lane had work for more than
 * one call is counted against the limit and not for the share: `idleCalls` of them.
 */
export function laneFigures(
  arrivals: readonly number[],
  limit: number,
  idleCalls = 0,
): LaneFigures {
  const busy = arrivals.slice(idleCalls);
  const elapsedMs = (busy.at(-1) ?? 0) - (busy[0] ?? 0);
  const spans = arrivals
    .slice(limit)
    .map((at, index) => at - (arrivals[index] ?? Number.NEGATIVE_INFINITY));
  const closestMs = Math.min(...spans);
  return {
    calls: arrivals.length,
    mostInWindow: mostInWindow(arrivals),
    closestMs,
    closestAfterMs: (arrivals[spans.indexOf(closestMs)] ?? 0) - (arrivals[0] ?? 0),
    usedShare: elapsedMs <= 0 ? 0 : ((busy.length - 1) * 1000) / (elapsedMs * limit),
  };
}

function mostInWindow(arrivals: readonly number[]): number {
  let most = 0;
  let from = 0;
  for (const [index, at] of arrivals.entries()) {
    while (at - (arrivals[from] ?? at) >= WINDOW_MS) {
      from += 1;
    }
    most = Math.max(most, index - from + 1);
  }
  return most;
}
