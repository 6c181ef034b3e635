import type { Clock } from "../../src/domain/clock.ts";

type Sleeper = { readonly wakeAt: number; readonly wake: () => void };

/** A clock that stands still until a test moves it. */
export class FakeClock implements Clock {
  #elapsedMs = 0;
  #offsetMs: number;
  readonly #sleepers = new Set<Sleeper>();

  /** `now` as ISO 8601. */
  constructor(now = "2026-11-10T01:30:00Z") {
    this.#offsetMs = Date.parse(now);
  }

  now(): number {
    return this.#offsetMs + this.#elapsedMs;
  }

  monotonic(): number {
    return this.#elapsedMs;
  }

  sleep(delayMs: number, signal?: AbortSignal): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const sleeper: Sleeper = { wakeAt: this.#elapsedMs + delayMs, wake: resolve };
    const abort = (): void => {
      this.#sleepers.delete(sleeper);
      reject(signal?.reason as Error);
    };
    if (signal?.aborted === true) {
      abort();
      return promise;
    }
    this.#sleepers.add(sleeper);
    signal?.addEventListener("abort", abort, { once: true });
    return promise.finally(() => signal?.removeEventListener("abort", abort));
  }

  /** Lets time pass: every sleep that ends on the way ends at its moment, in order. */
  async pass(durationMs: number): Promise<void> {
    const end = this.#elapsedMs + durationMs;
    for (;;) {
      await settle();
      const [next] = [...this.#sleepers].toSorted((a, b) => a.wakeAt - b.wakeAt);
      if (next === undefined || next.wakeAt > end) {
        break;
      }
      this.#elapsedMs = Math.max(this.#elapsedMs, next.wakeAt);
      this.#sleepers.delete(next);
      next.wake();
    }
    this.#elapsedMs = end;
    await settle();
  }

  /** Sets the wall clock as an administrator would: no sleep gets shorter or longer. */
  setNow(now: string): void {
    this.#offsetMs = Date.parse(now) - this.#elapsedMs;
  }
}

/** Lets everything run that waits for nothing but its turn. */
function settle(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
