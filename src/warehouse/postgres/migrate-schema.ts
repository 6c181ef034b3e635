import { promises as fs } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import type { Kysely } from "kysely";
import {
  type Migration,
  type MigrationProvider,
  type MigrationResult,
  Migrator,
} from "kysely/migration";
import { AbortError } from "../../domain/abort-error.ts";
import type { BookkeepingSchema } from "./bookkeeping-schema.ts";
import { asDatabaseError } from "./sql-state.ts";

export type AppliedMigration = { readonly name: string; readonly direction: "up" | "down" };

export type MigrationState = { readonly name: string; readonly appliedAt: Date | undefined };

/** Where the migrations lie, in the order of their names. */
export const MIGRATIONS_DIR = path.join(import.meta.dirname, "../../../migrations");

/**
 * Brings the schema to the latest version under Kysely's migration lock; two at once do it once.
 * Returns what was applied. Throws an `AbortError` of reason `schema` that names the migration that
 * failed, or that the schema is newer than this program.
 */
export async function migrateToLatest(
  db: Kysely<BookkeepingSchema>,
  directory: string = MIGRATIONS_DIR,
): Promise<readonly AppliedMigration[]> {
  const migrator = createMigrator(db, directory);
  return applied(await migrator.migrateToLatest());
}

/** Takes the newest migration back. Returns what was undone: nothing when there was none. */
export async function migrateDown(
  db: Kysely<BookkeepingSchema>,
  directory: string = MIGRATIONS_DIR,
): Promise<readonly AppliedMigration[]> {
  return applied(await createMigrator(db, directory).migrateDown());
}

/** Every migration with when it was applied, oldest first. Writes nothing. */
export async function migrationStates(
  db: Kysely<BookkeepingSchema>,
  directory: string = MIGRATIONS_DIR,
): Promise<readonly MigrationState[]> {
  try {
    const migrations = await createMigrator(db, directory).getMigrations();
    return migrations.map(({ name, executedAt }) => ({ name, appliedAt: executedAt }));
  } catch (error) {
    throw asDatabaseError(error);
  }
}

function createMigrator(db: Kysely<BookkeepingSchema>, directory: string): Migrator {
  return new Migrator({
    db,
    provider: new FolderProvider(directory),
    // The schema stays when the first migration is taken back: these tables live in it.
    migrationTableSchema: "billing_ops",
  });
}

// Kysely's own provider imports by path, which Node refuses on Windows; a URL works everywhere.
class FolderProvider implements MigrationProvider {
  readonly #directory: string;

  constructor(directory: string) {
    this.#directory = directory;
  }

  async getMigrations(): Promise<Record<string, Migration>> {
    const files = (await fs.readdir(this.#directory)).filter((file) => /^\d{4}-.*\.ts$/.test(file));
    const entries = files.toSorted().map(async (file) => {
      const module: unknown = await import(pathToFileURL(path.join(this.#directory, file)).href);
      if (!isMigration(module)) {
        throw new Error(`${file} exports no up and down`);
      }
      return [file.slice(0, -".ts".length), module] as const;
    });
    return Object.fromEntries(await Promise.all(entries));
  }
}

function isMigration(module: unknown): module is Migration {
  return typeof module === "object" && module !== null && "up" in module && "down" in module;
}

function applied(outcome: {
  readonly error?: unknown;
  readonly results?: readonly MigrationResult[];
}): readonly AppliedMigration[] {
  if (outcome.error !== undefined) {
    throw migrationError(outcome.error, outcome.results);
  }
  return (outcome.results ?? []).map(({ migrationName, direction }) => ({
    name: migrationName,
    direction: direction === "Up" ? "up" : "down",
  }));
}

function migrationError(error: unknown, results: readonly MigrationResult[] | undefined): unknown {
  const known = asDatabaseError(error);
  if (known instanceof AbortError && known.reason === "database") {
    return known;
  }
  const failed = results?.find(({ status }) => status === "Error")?.migrationName;
  const where =
    failed === undefined ? "the schema could not be migrated" : `migration ${failed} failed`;
  const message = error instanceof Error ? error.message : String(error);
  return new AbortError("schema", `${where}: ${message}`, {
    cause: error,
    code: known instanceof AbortError ? known.code : undefined,
    hint: /corrupted/i.test(message)
      ? "the database was migrated by another version of Billhouse: use the newest one"
      : "run npm run migrate with a role that may create schemas and tables",
  });
}
