import type { Clock } from "../domain/clock.ts";

/** Sleep that somebody else may cut short. */
export class WakeableSleep {
  readonly #clock: Pick<Clock, "sleep">;
  readonly #signal: AbortSignal;
  #wake = (): void => undefined;

  constructor(clock: Pick<Clock, "sleep">, signal: AbortSignal) {
    this.#clock = clock;
    this.#signal = signal;
  }

  /** Ends the sleep at once, unless it is a `sound` one; does nothing when nobody sleeps. */
  wake(): void {
    this.#wake();
  }

  /** Resolves after `delayMs`, when woken (unless the sleep is `sound`), or when the signal aborts. */
  async sleep(delayMs: number, { sound = false } = {}): Promise<void> {
    if (this.#signal.aborted) {
      return;
    }
    // One controller for each sleep, and its listener taken off: joined signals would pile up over years.
    const waking = new AbortController();
    const wake = (): void => waking.abort();
    this.#wake = sound ? () => undefined : wake;
    this.#signal.addEventListener("abort", wake, { once: true });
    try {
      await this.#clock.sleep(delayMs, waking.signal);
    } catch (error) {
      if (!waking.signal.aborted) {
        throw error;
      }
    } finally {
      this.#signal.removeEventListener("abort", wake);
      this.#wake = () => undefined;
    }
  }
}
