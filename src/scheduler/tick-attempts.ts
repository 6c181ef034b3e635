const FIRST_DELAY_MS = 60_000;
const DELAY_MAX_MS = 30 * 60_000;

/**
 * How soon a tick that is still due may be run once more by this process: after 1, 2, 4 … 30
 * minutes. Without it, a run that dies at once would be begun again at every question. Times are of
 * the monotonic clock, so that no step of the other stretches a wait.
 */
export class TickAttempts {
  #tickAt: number | undefined;
  #count = 0;
  #notBefore = Number.NEGATIVE_INFINITY;

  mayRun(tickAt: number, now: number): boolean {
    return tickAt !== this.#tickAt || now >= this.#notBefore;
  }

  /** Notes that this process ran `tickAt` until `now`, whatever came of it; returns the wait in milliseconds. */
  note(tickAt: number, now: number): number {
    this.#count = tickAt === this.#tickAt ? this.#count + 1 : 1;
    this.#tickAt = tickAt;
    const delayMs = Math.min(FIRST_DELAY_MS * 2 ** (this.#count - 1), DELAY_MAX_MS);
    this.#notBefore = now + delayMs;
    return delayMs;
  }

  /** This process is done with `tickAt`: what its time limit cut off, the next tick continues. */
  giveUp(tickAt: number): void {
    this.#tickAt = tickAt;
    this.#notBefore = Number.POSITIVE_INFINITY;
  }
}
