import { AbortError } from "../domain/abort-error.ts";
import type { Clock } from "../domain/clock.ts";

/** What to say of a run that was cut off. */
export const RESUME_HINT =
  "what was loaded stays; the same command within 20 h goes on where this one stopped";

/** A signal that a run works under. Dispose it when the run is over. */
export type RunDeadline = Disposable & { readonly signal: AbortSignal };

/**
 * A signal that aborts with `signal`, or else after `maxMinutes` with an `AbortError` of reason
 * `interrupted`; no limit where undefined.
 */
export function startDeadline(
  signal: AbortSignal,
  maxMinutes: number | undefined,
  clock: Clock,
): RunDeadline {
  const over = new AbortController();
  const stop = new AbortController();
  if (maxMinutes !== undefined) {
    clock.sleep(maxMinutes * 60_000, stop.signal).then(
      () =>
        over.abort(
          new AbortError("interrupted", `out of time: BILLING_MAX_RUN_MINUTES=${maxMinutes}`, {
            hint: RESUME_HINT,
          }),
        ),
      () => undefined,
    );
  }
  return {
    signal: AbortSignal.any([signal, over.signal]),
    [Symbol.dispose]: () => stop.abort(),
  };
}
