import { setTimeout } from "node:timers/promises";
import type { Clock } from "../domain/clock.ts";

// setTimeout takes at most a 32-bit count of milliseconds and would fire at once beyond it.
const TIMER_MAX_MS = 2 ** 31 - 1;

/** The machine's own time. */
export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  sleep: async (delayMs, signal) => {
    try {
      await setTimeout(
        Math.min(Math.max(0, delayMs), TIMER_MAX_MS),
        undefined,
        signal === undefined ? {} : { signal },
      );
    } catch (error) {
      // The caller's reason says why; Node's own AbortError only says that.
      throw signal?.aborted === true ? signal.reason : error;
    }
  },
};
