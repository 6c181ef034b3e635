import { type Kysely, sql } from "kysely";
import { AbortError } from "../domain/abort-error.ts";
import type { Clock } from "../domain/clock.ts";
import type { BookkeepingSchema } from "../warehouse/postgres/bookkeeping-schema.ts";
import { asSchemaOwner } from "../warehouse/postgres/grants/as-schema-owner.ts";
import {
  type AppliedMigration,
  migrateDown,
  migrateToLatest,
} from "../warehouse/postgres/migrate-schema.ts";
import type { Database } from "../warehouse/postgres/open-database.ts";
import { asDatabaseError } from "../warehouse/postgres/sql-state.ts";
import { MigrationBusyError } from "./migration-busy-error.ts";

export type MigrateOptions = {
  /** `down` takes the newest migration back; `up` goes to the latest. */
  readonly direction: "up" | "down";
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** How long to wait for another process that is migrating; 10 s by default. */
  readonly waitMs?: number;
};

// Kysely's own lock (LOCK_ID in its postgres-adapter.js, 0.29), for which it would wait an hour.
// A session may take it twice: taken here first, Kysely's own attempt on this connection succeeds.
const KYSELY_LOCK = sql.lit("3853314791062309107");
const WAIT_MS = 10_000;
const POLL_MS = 200;
const VERSION_MIN = 150_000;

/**
 * Migrates the schema and returns what was done; nothing where it was up to date. Two processes at
 * once do it once.
 *
 * Throws a `MigrationBusyError` where another process holds the lock to the end of the wait, an
 * `AbortError` of reason `schema` where a migration fails or the server is too old, of reason
 * `database` where it cannot be reached.
 */
export async function migrateDatabase(
  database: Pick<Database, "db">,
  options: MigrateOptions,
): Promise<readonly AppliedMigration[]> {
  const migrate = options.direction === "up" ? migrateToLatest : migrateDown;
  try {
    return await database.db.connection().execute(async (db) => {
      await assertVersion(db);
      await takeLock(db, options);
      try {
        return await asSchemaOwner(db, async () => await migrate(db));
      } finally {
        await sql`select pg_advisory_unlock(${KYSELY_LOCK})`.execute(db);
      }
    });
  } catch (error) {
    throw asDatabaseError(error);
  }
}

async function assertVersion(db: Kysely<BookkeepingSchema>): Promise<void> {
  const { rows } = await sql<{ number: number; version: string }>`
    select current_setting('server_version_num')::int as number,
      current_setting('server_version') as version`.execute(db);
  const [server] = rows;
  if (server !== undefined && server.number < VERSION_MIN) {
    throw new AbortError("schema", `PostgreSQL ${server.version} is too old`, {
      hint: "Billhouse needs PostgreSQL 15 or newer: point DATABASE_URL to one, or unset it for the embedded server",
    });
  }
}

async function takeLock(
  db: Kysely<BookkeepingSchema>,
  { clock, signal, waitMs = WAIT_MS }: MigrateOptions,
): Promise<void> {
  const until = clock.monotonic() + waitMs;
  while (!(await tryLock(db))) {
    if (clock.monotonic() >= until) {
      throw new MigrationBusyError("another process is migrating this database", {
        hint: `waited ${waitMs / 1000} s for it: run again when it is through`,
      });
    }
    await clock.sleep(POLL_MS, signal);
  }
}

async function tryLock(db: Kysely<BookkeepingSchema>): Promise<boolean> {
  const { rows } = await sql<{ taken: boolean }>`
    select pg_try_advisory_lock(${KYSELY_LOCK}) as taken`.execute(db);
  return rows[0]?.taken === true;
}
