import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { type Client, escapeIdentifier } from "pg";
import { MIGRATIONS_DIR, migrateToLatest } from "../../src/warehouse/postgres/migrate-schema.ts";
import { openDatabase } from "../../src/warehouse/postgres/open-database.ts";
import { withDatabase } from "./database-url.ts";

// First keys of advisory locks in the admin database: one run at a time makes or drops templates,
// and a run holds the one that it copies.
const WORK_LOCK = 0x42_54_54_57;
const USE_LOCK = 0x42_54_54_55;
const PREFIX = "billhouse_template_";
const DDL_DIR = join(import.meta.dirname, "../../src/warehouse/postgres/ddl");

/**
 * The name of a database with the latest schema and no rows, for others to be copied from.
 *
 * It is migrated once and kept: a later run finds it there as long as no migration changes. Those of
 * other migrations are dropped, unless a run that lives as long as its `admin` session uses them.
 */
export async function ensureTemplate(admin: Client, adminUrl: string): Promise<string> {
  const template = `${PREFIX}${await hashOfMigrations()}`;
  await admin.query("select pg_advisory_lock($1, 0)", [WORK_LOCK]);
  try {
    await admin.query("select pg_advisory_lock_shared($1, hashtext($2))", [USE_LOCK, template]);
    const found = await templates(admin);
    if (!found.includes(template)) {
      await buildTemplate(admin, adminUrl, template);
    }
    for (const other of found.filter((name) => name !== template)) {
      await dropUnused(admin, other);
    }
  } finally {
    await admin.query("select pg_advisory_unlock($1, 0)", [WORK_LOCK]);
  }
  return template;
}

async function hashOfMigrations(): Promise<string> {
  const hash = createHash("sha256");
  for (const directory of [MIGRATIONS_DIR, DDL_DIR]) {
    const files = await readdir(directory, { recursive: true });
    for (const file of files.filter((name) => name.endsWith(".ts")).toSorted()) {
      hash.update(`${file}\n`).update(await readFile(join(directory, file)));
    }
  }
  return hash.digest("hex").slice(0, 12);
}

async function templates(admin: Client): Promise<readonly string[]> {
  const { rows } = await admin.query<{ datname: string }>(
    "select datname from pg_database where starts_with(datname, $1)",
    [PREFIX],
  );
  return rows.map(({ datname }) => datname);
}

// Under another name until it is whole: a run that is killed here leaves no template without tables.
async function buildTemplate(admin: Client, adminUrl: string, template: string): Promise<void> {
  const unfinished = `${template}_unfinished`;
  await admin.query(`drop database if exists ${escapeIdentifier(unfinished)} with (force)`);
  await admin.query(
    `create database ${escapeIdentifier(unfinished)} template template0 encoding 'UTF8'`,
  );
  await migrate(withDatabase(adminUrl, unfinished));
  await admin.query(
    `alter database ${escapeIdentifier(unfinished)} rename to ${escapeIdentifier(template)}`,
  );
}

async function migrate(url: string): Promise<void> {
  await using database = openDatabase({
    url,
    applicationName: "billhouse tests",
    onIdleError: () => undefined,
  });
  await migrateToLatest(database.db);
}

async function dropUnused(admin: Client, template: string): Promise<void> {
  const { rows } = await admin.query<{ is_unused: boolean }>(
    "select pg_try_advisory_lock($1, hashtext($2)) as is_unused",
    [USE_LOCK, template],
  );
  if (rows[0]?.is_unused === true) {
    await admin.query(`drop database if exists ${escapeIdentifier(template)} with (force)`);
    await admin.query("select pg_advisory_unlock($1, hashtext($2))", [USE_LOCK, template]);
  }
}
