import type { Clock } from "../domain/clock.ts";
import type { OpenRun, RunBook } from "../domain/warehouse.ts";

// Often enough that a run whose connection broke has its lock again before many have looked.
const INTERVAL_MS = 5_000;

/** Prolongs the run's lease until disposed; a lost lease or database ends the run through `abort`. */
export function keepAlive(
  runs: RunBook,
  run: OpenRun,
  clock: Clock,
  abort: AbortController,
): AsyncDisposable {
  const stop = new AbortController();
  const beating = beat(runs, run, clock, AbortSignal.any([stop.signal, abort.signal])).catch(
    (error: unknown) => {
      abort.abort(error);
    },
  );
  return {
    [Symbol.asyncDispose]: async () => {
      stop.abort();
      await beating;
    },
  };
}

async function beat(runs: RunBook, run: OpenRun, clock: Clock, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    await clock.sleep(INTERVAL_MS, signal).catch(() => undefined);
    if (!signal.aborted) {
      await runs.heartbeat(run, clock.now());
    }
  }
}
