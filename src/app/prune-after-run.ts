import { addMonths, billMonthAt, instantOfDay } from "../domain/bill-month.ts";
import { pruneJournal } from "../warehouse/postgres/prune-journal.ts";
import type { Billhouse } from "./open-billhouse.ts";

type PruningHouse = Pick<Billhouse, "database" | "journalMonths" | "clock" | "logger">;

/**
 * Removes what is older in the journal than it is kept for, by whole months of UTC+8. Never rejects:
 * what could not be removed is told to the log, and the next run tries again. An aborted `signal`
 * ends it after the batch at hand.
 */
export async function pruneAfterRun(
  { database, journalMonths, clock, logger }: PruningHouse,
  signal: AbortSignal,
): Promise<void> {
  if (journalMonths === 0 || signal.aborted) {
    return;
  }
  const before = instantOfDay(addMonths(billMonthAt(clock.now()), -journalMonths), 1);
  try {
    const entries = await pruneJournal(database, { before, signal });
    if (entries > 0) {
      logger.info("old entries of the journal were folded into their first loads", {
        entries,
        before: new Date(before).toISOString(),
      });
    }
  } catch (error) {
    logger.warn("old entries of the journal could not be removed", { error });
  }
}
