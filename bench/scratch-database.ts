import { Client, escapeIdentifier } from "pg";
import { migrateToLatest } from "../src/warehouse/postgres/migrate-schema.ts";
import { openDatabase } from "../src/warehouse/postgres/open-database.ts";

/** A migrated database that is dropped when it is disposed, whoever is still connected. */
export type ScratchDatabase = AsyncDisposable & { readonly url: string };

/** Makes a database of the benchmarks' own beside the one that `adminUrl` names. */
export async function openScratchDatabase(
  adminUrl: string,
  purpose: string,
): Promise<ScratchDatabase> {
  const name = `billhouse_bench_${purpose}_${process.pid}`;
  const drop = `drop database if exists ${escapeIdentifier(name)} with (force)`;
  await onServer(adminUrl, [drop, `create database ${escapeIdentifier(name)} template template0`]);
  const url = new URL(adminUrl);
  url.pathname = `/${name}`;
  const dispose = async (): Promise<void> => await onServer(adminUrl, [drop]);
  try {
    await using database = openDatabase({
      url: url.href,
      applicationName: "billhouse-bench",
      onIdleError: () => undefined,
    });
    await migrateToLatest(database.db);
  } catch (error) {
    await dispose();
    throw error;
  }
  return { url: url.href, [Symbol.asyncDispose]: dispose };
}

async function onServer(adminUrl: string, statements: readonly string[]): Promise<void> {
  const client = new Client({ connectionString: adminUrl });
  await client.connect();
  try {
    for (const statement of statements) {
      await client.query(statement);
    }
  } finally {
    await client.end();
  }
}
