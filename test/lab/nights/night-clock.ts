import { systemClock } from "../../../src/app/system-clock.ts";
import type { Clock } from "../../../src/domain/clock.ts";

/** A clock that is set to the beginning of a night and goes on from there at the speed of real time. */
export class NightClock implements Clock {
  #setTo = 0;
  #setAt = 0;

  set(now: number): void {
    this.#setTo = now;
    this.#setAt = performance.now();
  }

  now(): number {
    return Math.floor(this.#setTo + performance.now() - this.#setAt);
  }

  monotonic(): number {
    return performance.now();
  }

  async sleep(delayMs: number, signal?: AbortSignal): Promise<void> {
    await systemClock.sleep(delayMs, signal);
  }
}
