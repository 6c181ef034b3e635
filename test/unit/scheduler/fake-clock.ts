import type { Clock } from "../../../src/domain/clock.ts";

type Sleeper = { readonly wakeAt: number; readonly wake: () => void };

/** A clock that a test winds by hand: what the wall shows and how long sleep lasts, apart. */
export class FakeClock implements Clock {
  #elapsed = 0;
  #wallOffset: number;
  readonly #sleepers = new Set<Sleeper>();

  constructor(now: string) {
    this.#wallOffset = Date.parse(now);
  }

  now(): number {
    return this.#wallOffset + this.#elapsed;
  }

  monotonic(): number {
    return this.#elapsed;
  }

  sleep(delayMs: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const abort = (): void => {
        this.#sleepers.delete(sleeper);
        reject(signal?.reason as Error);
      };
      const sleeper = {
        wakeAt: this.#elapsed + delayMs,
        wake: () => {
          signal?.removeEventListener("abort", abort);
          resolve();
        },
      };
      if (signal?.aborted === true) {
        abort();
        return;
      }
      this.#sleepers.add(sleeper);
      signal?.addEventListener("abort", abort, { once: true });
    });
  }

  /** Lets time pass: every sleep that ends on the way ends at its moment. */
  async pass(durationMs: number): Promise<void> {
    const end = this.#elapsed + durationMs;
    for (;;) {
      await settle();
      const [next] = [...this.#sleepers].toSorted((a, b) => a.wakeAt - b.wakeAt);
      if (next === undefined || next.wakeAt > end) {
        break;
      }
      this.#elapsed = next.wakeAt;
      this.#sleepers.delete(next);
      next.wake();
    }
    this.#elapsed = end;
    await settle();
  }

  async passUntil(now: string): Promise<void> {
    await this.pass(Date.parse(now) - this.now());
  }

  /** The wall clock is set, or the host slept: no sleep gets any shorter. */
  setWall(now: string): void {
    this.#wallOffset = Date.parse(now) - this.#elapsed;
  }
}

/** Lets everything run that waits for nothing but its turn. */
export function settle(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
