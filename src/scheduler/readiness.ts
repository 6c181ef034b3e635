import { BillhouseError } from "../domain/errors.ts";

export type Readiness =
  | { readonly ready: true }
  /** `reason` is shown to whoever can reach the port: no secrets, no addresses. */
  | { readonly ready: false; readonly reason: string };

/** Looks whether the service can do its work, until the signal aborts. */
export type ReadinessProbe = (signal: AbortSignal) => Promise<Readiness>;

/**
 * A probe that always answers within `timeoutMs` and never rejects. Callers at the same time share
 * one look, so that a database which hangs is not asked once more by every caller.
 */
export function boundedProbe(probe: ReadinessProbe, timeoutMs: number): () => Promise<Readiness> {
  let inProgress: Promise<Readiness> | undefined;
  return () => {
    inProgress ??= look(probe, timeoutMs).finally(() => {
      inProgress = undefined;
    });
    return inProgress;
  };
}

async function look(probe: ReadinessProbe, timeoutMs: number): Promise<Readiness> {
  const deadline = new AbortController();
  const { promise: late, resolve } = Promise.withResolvers<Readiness>();
  const timer = setTimeout(() => {
    resolve({ ready: false, reason: `no answer within ${timeoutMs} ms` });
    deadline.abort();
  }, timeoutMs);
  try {
    return await Promise.race([late, probe(deadline.signal)]);
  } catch (error) {
    return { ready: false, reason: reasonOf(error) };
  } finally {
    clearTimeout(timer);
  }
}

// A driver's own message may name hosts and users; ours are written to be read by anybody.
function reasonOf(error: unknown): string {
  if (error instanceof BillhouseError) {
    return error.message;
  }
  const code = error instanceof Error && "code" in error ? ` (${String(error.code)})` : "";
  return `the check failed${code}`;
}
