import { type Kysely, sql } from "kysely";
import type { Clock } from "../domain/clock.ts";
import type { BookkeepingSchema } from "../warehouse/postgres/bookkeeping-schema.ts";
import type { Database } from "../warehouse/postgres/open-database.ts";
import { CloseBusyError } from "./close-busy-error.ts";

export type MonthLockOptions = {
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** How long to wait for another process; 10 s by default. */
  readonly waitMs?: number;
};

const WAIT_MS = 10_000;
const POLL_MS = 200;
/** First key of the advisory lock: 'CLOS' in ASCII. */
const LOCK = sql.lit(0x43_4c_4f_53);

/**
 * Does `work` while no other command closes months or opens them again. Throws a `CloseBusyError`
 * where another is at it to the end of the wait. A run closes months without: it meets the commands
 * at the bills themselves.
 */
export async function withMonthLock<T>(
  database: Database,
  options: MonthLockOptions,
  work: () => Promise<T>,
): Promise<T> {
  return await database.db.connection().execute(async (db) => {
    await takeLock(db, options);
    try {
      return await work();
    } finally {
      await sql`select pg_advisory_unlock(${LOCK}, 0)`.execute(db);
    }
  });
}

async function takeLock(
  db: Kysely<BookkeepingSchema>,
  { clock, signal, waitMs = WAIT_MS }: MonthLockOptions,
): Promise<void> {
  const until = clock.monotonic() + waitMs;
  while (!(await tryLock(db))) {
    if (clock.monotonic() >= until) {
      throw new CloseBusyError("another process is closing months or opening them again", {
        hint: `waited ${waitMs / 1000} s for it: run again when it is through`,
      });
    }
    await clock.sleep(POLL_MS, signal);
  }
}

async function tryLock(db: Kysely<BookkeepingSchema>): Promise<boolean> {
  const { rows } = await sql<{ taken: boolean }>`
    select pg_try_advisory_lock(${LOCK}, 0) as taken`.execute(db);
  return rows[0]?.taken === true;
}
