import type { Clock } from "../../domain/clock.ts";

/**
 * Runs `work` with a signal that aborts `graceMs` after `signal` does, with the same reason: what is
 * under way when somebody says stop may still end well. Returns or throws what `work` does.
 */
export async function withGrace<T>(
  signal: AbortSignal,
  { clock, graceMs }: { readonly clock: Clock; readonly graceMs: number },
  work: (late: AbortSignal) => Promise<T>,
): Promise<T> {
  const late = new AbortController();
  const done = new AbortController();
  const startGrace = (): void => {
    clock.sleep(graceMs, done.signal).then(
      () => late.abort(signal.reason),
      () => undefined,
    );
  };
  signal.addEventListener("abort", startGrace, { once: true });
  if (signal.aborted) {
    startGrace();
  }
  try {
    return await work(late.signal);
  } finally {
    signal.removeEventListener("abort", startGrace);
    done.abort();
  }
}
