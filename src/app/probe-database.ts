import type { ReadinessProbe } from "../scheduler/readiness.ts";
import type { Database } from "../warehouse/postgres/open-database.ts";
import { readSchemaState } from "../warehouse/postgres/read-schema-state.ts";
import { asDatabaseError } from "../warehouse/postgres/sql-state.ts";

const REASONS = {
  missing: "the database has no schema",
  behind: "the database's schema is older than this program: npm run migrate",
  ahead: "the database's schema is newer than this program",
} as const;

/** Whether the database answers and its schema is this program's. */
export function createDatabaseProbe(database: Database): ReadinessProbe {
  return async () => {
    try {
      const { kind } = await readSchemaState(database);
      return kind === "current" ? { ready: true } : { ready: false, reason: REASONS[kind] };
    } catch (error) {
      throw asDatabaseError(error);
    }
  };
}
