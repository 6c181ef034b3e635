import type { Clock } from "../domain/clock.ts";

/**
 * Waits for `work`, but once `signal` has aborted for `graceMs` at most. Returns whether it is over;
 * rejects as it does.
 */
export async function endsInTime(
  work: Promise<void>,
  {
    signal,
    graceMs,
    clock,
  }: { readonly signal: AbortSignal; readonly graceMs: number; readonly clock: Clock },
): Promise<boolean> {
  const over = new AbortController();
  const aborted = Promise.withResolvers<void>();
  const onAbort = (): void => aborted.resolve();
  signal.addEventListener("abort", onAbort, { once: true });
  if (signal.aborted) {
    onAbort();
  }
  const outOfTime = aborted.promise
    .then(async () => await clock.sleep(graceMs, over.signal))
    .then(() => false);
  // Not waited for any more once the work is over.
  outOfTime.catch(() => undefined);
  try {
    return await Promise.race([work.then(() => true), outOfTime]);
  } finally {
    signal.removeEventListener("abort", onAbort);
    over.abort();
    // What it throws after its time is nobody's any more.
    work.catch(() => undefined);
  }
}
