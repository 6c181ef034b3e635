import type { DatabaseConfig } from "../config/config.ts";
import {
  ensureEmbeddedDatabase,
  ensureEmbeddedServer,
} from "../warehouse/postgres/embedded/embedded-server.ts";
import { PROJECT_DIR } from "./project-dir.ts";

/** The embedded server's database for real bills, and the one that the demo lives in. */
export const EMBEDDED_DATABASE = "billhouse";
export const DEMO_DATABASE = "billhouse_demo";

export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The URL of the configured database; the embedded server is started, and its database made, where
 * that is what is configured.
 */
export async function resolveDatabaseUrl(
  config: DatabaseConfig,
  env: Environment,
): Promise<string> {
  return config.kind === "url" ? config.url : await embeddedDatabaseUrl(EMBEDDED_DATABASE, env);
}

/** The URL of a database on the embedded server, both brought up where missing. */
export async function embeddedDatabaseUrl(database: string, env: Environment): Promise<string> {
  const server = await ensureEmbeddedServer({ projectDir: PROJECT_DIR, env });
  await ensureEmbeddedDatabase(server, database);
  return server.url(database);
}
