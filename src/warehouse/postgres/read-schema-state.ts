import { AbortError } from "../../domain/abort-error.ts";
import { migrationStates } from "./migrate-schema.ts";
import type { Database } from "./open-database.ts";

/**
 * How the database's schema stands to this program: `missing` nothing is there · `behind` the
 * migrations in `names` are still to come · `ahead` those in `names` were made by a newer program.
 */
export type SchemaState = {
  readonly kind: "missing" | "current" | "behind" | "ahead";
  readonly names: readonly string[];
};

/** Compares the migrations on record with those of this program. Writes nothing. */
export async function readSchemaState(database: Database): Promise<SchemaState> {
  const known = await migrationStates(database.db);
  const applied = await readAppliedNames(database);
  if (applied.length === 0) {
    return { kind: "missing", names: [] };
  }
  const unknown = applied.filter((name) => !known.some((migration) => migration.name === name));
  if (unknown.length > 0) {
    return { kind: "ahead", names: unknown };
  }
  const pending = known.flatMap(({ name, appliedAt }) => (appliedAt === undefined ? [name] : []));
  return { kind: pending.length === 0 ? "current" : "behind", names: pending };
}

/** Whether anybody ever made the schema, in whatever version. */
export async function hasSchema({ pool }: Database): Promise<boolean> {
  const { rows } = await pool.query<{ is_there: boolean }>(
    "select to_regclass('billing_ops.slice') is not null as is_there",
  );
  return rows[0]?.is_there === true;
}

/** Throws an `AbortError` of reason `schema` with `hint` where nobody ever made the schema. */
export async function assertSchema(database: Database, hint: string): Promise<void> {
  if (!(await hasSchema(database))) {
    throw new AbortError("schema", "this database has no Billhouse schema yet", { hint });
  }
}

async function readAppliedNames({ pool }: Database): Promise<readonly string[]> {
  const { rows: found } = await pool.query<{ is_missing: boolean }>(
    "select to_regclass('billing_ops.kysely_migration') is null as is_missing",
  );
  if (found[0]?.is_missing === true) {
    return [];
  }
  const { rows } = await pool.query<{ name: string }>(
    "select name from billing_ops.kysely_migration order by name",
  );
  return rows.map(({ name }) => name);
}
