import { AbortError } from "../domain/abort-error.ts";
import { GrantRefusedError } from "../warehouse/postgres/grants/grant-refused-error.ts";
import { mayRead } from "../warehouse/postgres/grants/may-read.ts";
import { runSteps } from "../warehouse/postgres/grants/run-steps.ts";
import { inTransaction } from "../warehouse/postgres/in-transaction.ts";
import type { Database } from "../warehouse/postgres/open-database.ts";
import { readSchemaState } from "../warehouse/postgres/read-schema-state.ts";
import { GrantFailure } from "./grant-failure.ts";
import { type GrantOutcome, type GrantRequest, planGrant } from "./plan-grant.ts";
import { withDatabase } from "./with-database.ts";

export type RunGrantOptions = {
  readonly databaseUrl: string;
  /** What to do where there is no schema, or an old one. */
  readonly schemaHint: string;
  readonly request: GrantRequest;
  /** What the roles' names begin with; undefined: as they are in this database, else nothing. */
  readonly prefix?: string | undefined;
  /** Says what would be run, and changes nothing. */
  readonly isDryRun: boolean;
  /** Gives so many random bytes. */
  readonly randomBytes: (size: number) => Buffer;
};

/**
 * Makes roles, grants and logins in one transaction: all of what was asked for, or nothing. Repeatable.
 *
 * Throws a `GrantFailure` where the connected role may not, a `GrantUsageError` where what is asked
 * for cannot be meant, an `AbortError` of reason `schema` or `database` where there is nothing to
 * grant on.
 */
export async function runGrant(options: RunGrantOptions): Promise<GrantOutcome> {
  return await withDatabase(options.databaseUrl, async (database) => {
    await assertCurrent(database, options.schemaHint);
    const password = options.randomBytes(24).toString("base64url");
    const salt = options.randomBytes(16);
    // The plan is made where it is run: what was read stays true until the COMMIT, or fails it.
    return await inTransaction(database, async (client) => {
      const { databaseUrl, request, prefix } = options;
      const asked = { databaseUrl, request, prefix, password, salt };
      const { outcome, steps, missing } = await planGrant(client, asked);
      if (options.isDryRun) {
        return outcome;
      }
      if (missing.length > 0) {
        throw new GrantFailure(new GrantRefusedError(missing), outcome);
      }
      try {
        await runSteps(client, steps);
      } catch (error) {
        throw error instanceof GrantRefusedError ? new GrantFailure(error, outcome) : error;
      }
      return outcome;
    });
  });
}

// A role that may not even look is told so with all else that it lacks.
async function assertCurrent(database: Database, hint: string): Promise<void> {
  if (!(await mayRead(database.pool, "kysely_migration"))) {
    return;
  }
  const { kind } = await readSchemaState(database);
  if (kind !== "current") {
    throw new AbortError("schema", `the schema is ${kind}: there is nothing to grant on yet`, {
      hint: kind === "ahead" ? "use the newest version of Billhouse" : hint,
    });
  }
}
