import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { Client, escapeIdentifier } from "pg";
import { inject } from "vitest";
import {
  type Database,
  type DatabaseOptions,
  openDatabase,
} from "../../src/warehouse/postgres/open-database.ts";
import { withDatabase } from "./database-url.ts";

/** A database of one test's own; disposal closes it and drops it, whoever is still connected. */
export type FreshDatabase = Database & {
  readonly name: string;
  readonly url: string;
  /** The same database, opened once more as another process would; the test disposes it. */
  readonly openAgain: (
    options?: Partial<Omit<DatabaseOptions, "applicationName" | "onIdleError">>,
  ) => Database;
};

/** `migrated` has the latest schema, `empty` nothing at all. */
export async function freshDatabase(
  state: "migrated" | "empty" = "migrated",
): Promise<FreshDatabase> {
  const { adminUrl, template, databasePrefix } = inject("postgres");
  const name = `${databasePrefix}${randomUUID().slice(0, 8)}`;
  const source = state === "migrated" ? template : "template0";
  await withAdmin((admin) =>
    admin.query(`create database ${escapeIdentifier(name)} template ${escapeIdentifier(source)}`),
  );
  const url = withDatabase(adminUrl, name);
  const openAgain: FreshDatabase["openAgain"] = (options = {}) =>
    openDatabase({
      url,
      applicationName: "billhouse tests",
      poolMax: 5,
      ...options,
      onIdleError: () => undefined,
    });
  const database = openAgain();
  return {
    ...database,
    name,
    url,
    openAgain,
    [Symbol.asyncDispose]: async () => {
      await database[Symbol.asyncDispose]();
      await dropDatabase(name);
    },
  };
}

// Closed connections leave the server a moment later; a DROP that meets one sleeps 100 ms.
async function dropDatabase(name: string): Promise<void> {
  await withAdmin(async (admin) => {
    for (let look = 1; look <= 20 && (await hasSessions(admin, name)); look += 1) {
      await sleep(2);
    }
    await admin.query(`drop database ${escapeIdentifier(name)} with (force)`);
  });
}

async function hasSessions(admin: Client, name: string): Promise<boolean> {
  const { rowCount } = await admin.query("select from pg_stat_activity where datname = $1", [name]);
  return rowCount !== 0;
}

/** A role that may log in and nothing else; it is dropped with the test run. */
export async function createRole(database: FreshDatabase): Promise<{ readonly url: string }> {
  const role = { name: `${database.name}_role`, password: randomUUID() };
  await withAdmin((admin) =>
    admin.query(`create role ${escapeIdentifier(role.name)} login password '${role.password}'`),
  );
  return { url: withDatabase(database.url, database.name, role) };
}

async function withAdmin(work: (admin: Client) => Promise<unknown>): Promise<void> {
  const admin = new Client({ connectionString: inject("postgres").adminUrl });
  await admin.connect();
  try {
    await work(admin);
  } finally {
    await admin.end();
  }
}
