import type { Clock } from "../domain/clock.ts";
import {
  type AppliedMigration,
  type MigrationState,
  migrationStates,
} from "../warehouse/postgres/migrate-schema.ts";
import type { Database } from "../warehouse/postgres/open-database.ts";
import { migrateDatabase } from "./migrate-database.ts";
import { withDatabase } from "./with-database.ts";

export type RunMigrateOptions = {
  readonly databaseUrl: string;
  /** `down` takes the newest migration back; `up` goes to the latest. */
  readonly direction: "up" | "down";
  readonly clock: Clock;
  readonly signal: AbortSignal;
};

/** Every migration of this program, and what was done just now. */
export type MigrateOutcome = {
  readonly applied: readonly AppliedMigration[];
  readonly migrations: readonly MigrationState[];
};

/** Migrates the database at a URL; throws what `migrateDatabase` and `withDatabase` throw. */
export async function runMigrate(options: RunMigrateOptions): Promise<MigrateOutcome> {
  return await withDatabase(options.databaseUrl, async (database) => {
    const applied = await migrateDatabase(database, options);
    return { applied, migrations: await statesOf(database) };
  });
}

/** Looks at the database's migrations and changes nothing. */
export async function readMigrations(databaseUrl: string): Promise<MigrateOutcome> {
  return await withDatabase(databaseUrl, async (database) => ({
    applied: [],
    migrations: await statesOf(database),
  }));
}

async function statesOf(database: Database): Promise<readonly MigrationState[]> {
  return await migrationStates(database.db);
}
