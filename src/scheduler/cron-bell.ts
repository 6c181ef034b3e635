import { schedule } from "node-cron";
import type { Logger } from "../domain/logger.ts";
import type { Schedule } from "./schedule.ts";

/** Calls `ring` now and then, until it is disposed. */
export type Bell = (ring: () => void) => Disposable;

/**
 * A bell that rings at the scheduled instants, as far as node-cron sees them: 4.6 rings not at all
 * for a time that the clocks skip, nor while the host sleeps. Whoever listens asks what is due, and
 * also asks without the bell.
 */
export function createCronBell({ cron, timezone }: Schedule, logger: Logger): Bell {
  return (ring) => {
    const task = schedule(cron, ring, {
      timezone,
      logger: {
        info: (message) => logger.debug("cron", { message }),
        debug: (message) => logger.debug("cron", { message: String(message) }),
        warn: (message) => logger.warn("cron", { message }),
        error: (message, error) =>
          logger.error("cron failed", { error: error ?? message, message: String(message) }),
      },
      // A missed bell is nothing to worry about here: the next question finds the tick due.
      suppressMissedWarning: true,
    });
    return { [Symbol.dispose]: () => void task.destroy() };
  };
}
