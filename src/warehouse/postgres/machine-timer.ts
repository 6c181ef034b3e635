import { setTimeout } from "node:timers/promises";
import type { Timer } from "./database-patience.ts";

/** The machine's own time, for whoever is given none. */
export const machineTimer: Timer = {
  monotonic: () => performance.now(),
  sleep: async (delayMs, signal) => {
    try {
      await setTimeout(delayMs, undefined, signal === undefined ? {} : { signal });
    } catch (error) {
      throw signal?.aborted === true ? signal.reason : error;
    }
  },
};
